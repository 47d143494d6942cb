package io.jitpeers.examples.quickstart;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.examples.simulation.SimulatedClient;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.wireguard.FakeWireGuardKernel;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/**
 * A gateway on a loopback UDP port. The gateway consists of an orchestrator and a simulated data
 * plane, which answers the handshake initiations of installed peers.
 */
final class UdpGateway implements AutoCloseable {
  /**
   * The rate and the burst that are permitted for a source address if all clients share one
   * address, as behind a NAT. Both are higher than the clients need.
   */
  private static final int SHARED_ADDRESS_BURST = 100_000;

  private final PrivateKey key = PrivateKey.generate(new SecureRandom());
  private final InMemoryPeerStore store;
  private final FakeWireGuardKernel dataPlane;
  private final UdpPacketSource source;
  private final JitOrchestrator orchestrator;

  UdpGateway(World world) {
    store = InMemoryPeerStore.builder().privateKey(key).timeSource(world.clock()).build();
    dataPlane = new FakeWireGuardKernel(key, store, this::send);
    source =
        UdpPacketSource.builder()
            .bindAddress(world.loopback().gateway())
            .timeSource(world.clock())
            .forwarder(dataPlane::receive)
            .build();
    AdmissionOptions.Builder admission = AdmissionOptions.builder();
    if (!world.loopback().hasMany()) {
      admission.perSourceBurst(SHARED_ADDRESS_BURST).perSourceRate(SHARED_ADDRESS_BURST);
    }
    orchestrator =
        world
            .orchestrator()
            .packetSource(source)
            .store(store)
            .admissionOptions(admission.build())
            .stageObserver(world.times())
            .build();
  }

  private void send(ByteBuffer datagram, InetSocketAddress destination) throws IOException {
    if (source.send(datagram, destination) == 0) {
      throw new IOException("the socket's send buffer is full");
    }
  }

  void start() throws StoreException {
    orchestrator.start();
  }

  /** Returns the gateway's address and public key, which clients have to know. */
  SimulatedClient.Gateway asClientsKnowIt() {
    return new SimulatedClient.Gateway(source.localAddress(), key.publicKey());
  }

  PublicKey publicKey() {
    return key.publicKey();
  }

  InMemoryPeerStore store() {
    return store;
  }

  FakeWireGuardKernel dataPlane() {
    return dataPlane;
  }

  UdpPacketSource source() {
    return source;
  }

  JitOrchestrator orchestrator() {
    return orchestrator;
  }

  JitStatistics statistics() {
    return orchestrator.statistics();
  }

  long count(Outcome outcome) {
    return statistics().count(outcome);
  }

  List<PublicKey> hotSet() {
    return orchestrator.snapshot().hotSet().stream().map(ResidentPeer::key).toList();
  }

  @Override
  public void close() {
    orchestrator.close();
    dataPlane.close();
    key.destroy();
  }
}
