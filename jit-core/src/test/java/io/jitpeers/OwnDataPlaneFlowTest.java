package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A gateway with its own data plane learns which peer a packet belongs to, without opening the
 * packet.
 */
class OwnDataPlaneFlowTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51_820);

  private final SeededRandom random = new SeededRandom(1);
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final PrivateKey client = PrivateKey.generate(random);
  private final ManualTime time = new ManualTime();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build();

  /** The peer that the data plane receives, and whether the store had it by then. */
  private record Passed(PacketPeer peer, boolean installed) {}

  private byte[] initiation() {
    time.advance(Duration.ofMillis(100));
    return FakeClient.of(client, gateway.publicKey(), random)
        .initiation(Tai64n.of(time.wallTime()), random.nextInt());
  }

  private Passed passed(PacketPeer peer) {
    return new Passed(peer, store.contains(peer.key()));
  }

  @Test
  void keyAndConfigComeWithTheDatagramAndThePeerIsInstalledBefore() throws Exception {
    PublicKey key = client.publicKey();
    PeerConfig config = control.put(key, 1);
    DirectPacketSource source = new DirectPacketSource("direct", time);
    ManualStages stages = new ManualStages();
    List<Passed> dataPlane = new ArrayList<>();
    DirectPacketSource.Delivery delivery =
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            throw new AssertionError("nobody is named");
          }

          @Override
          public void pass(ByteBuffer datagram, PacketPeer peer) {
            dataPlane.add(passed(peer));
          }
        };
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(store)
            .timeSource(time)
            .scheduler(time)
            .stageExecutors(stages)
            .build()) {
      orchestrator.start();
      for (int i = 0; i < 2; i++) {
        // A sooner initiation would mean that its peer gets no answer.
        time.advance(Duration.ofSeconds(20));
        source.offer(initiation(), CLIENT, GATEWAY, delivery);
        stages.runAll();
      }
    }
    assertThat(dataPlane)
        .containsExactly(
            new Passed(new PacketPeer(key, Optional.of(config)), true),
            new Passed(new PacketPeer(key, Optional.empty()), true));
  }

  @Test
  void aForwarderIsToldToo() throws Exception {
    PeerConfig config = control.put(client.publicKey(), 1);
    CompletableFuture<Passed> forwarded = new CompletableFuture<>();
    UdpPacketSource source =
        UdpPacketSource.builder()
            .bindAddress(InetAddress.getLoopbackAddress())
            .forwarder(
                new UdpPacketSource.Forwarder() {
                  @Override
                  public void forward(ByteBuffer datagram, InetSocketAddress from) {
                    forwarded.completeExceptionally(new AssertionError("nobody is named"));
                  }

                  @Override
                  public void forward(
                      ByteBuffer datagram, InetSocketAddress from, PacketPeer peer) {
                    forwarded.complete(passed(peer));
                  }
                })
            .build();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        JitOrchestrator orchestrator =
            JitOrchestrator.builder()
                .packetSource(source)
                .configSource(control)
                .store(store)
                .build()) {
      orchestrator.start();
      byte[] payload = initiation();
      socket.send(new DatagramPacket(payload, payload.length, source.localAddress()));
      assertThat(forwarded.get(60, TimeUnit.SECONDS))
          .isEqualTo(new Passed(new PacketPeer(client.publicKey(), Optional.of(config)), true));
    }
  }
}
