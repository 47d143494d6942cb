package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.UsedHeap;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A flood of a million forged datagrams from many sources, on real threads, with known clients
 * handshaking in the middle of it. No traffic leaves the process.
 */
class FloodTest {
  private static final int FORGERIES = 1_000_000;
  private static final int CLIENTS = 50;
  private static final Instant SENT = Instant.parse("2026-01-01T00:00:00Z");

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final DirectPacketSource source = new DirectPacketSource();
  private final InetSocketAddress destination = new InetSocketAddress("192.0.2.1", 51820);

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void knownClientsAreProvisionedAndNothingElseHappens() throws Exception {
    try (InMemoryPeerStore store = InMemoryPeerStore.builder().privateKey(gateway).build();
        JitOrchestrator orchestrator =
            JitOrchestrator.builder()
                .packetSource(source)
                .configSource(control)
                .store(store)
                // 30 s after its install, the config source would be asked about a peer again. On a
                // slow machine, the flood lasts longer.
                .revalidationOptions(RevalidationOptions.builder().enabled(false).build())
                .build()) {
      orchestrator.start();
      // It may even last until sweeps evict peers because they have completed no handshake.
      orchestrator.pauseEviction();
      flood(FORGERIES / 10, () -> true);
      long before = UsedHeap.bytes();

      // The flood lasts until all clients are done, so that each of them meets it.
      AtomicBoolean through = new AtomicBoolean();
      CompletableFuture<Integer> attacker =
          CompletableFuture.supplyAsync(
              () -> flood(FORGERIES, through::get), task -> new Thread(task).start());
      int connected = 0;
      try {
        for (int i = 1; i <= CLIENTS; i++) {
          connected += connect(i) ? 1 : 0;
        }
      } finally {
        through.set(true);
      }
      int forgeries = FORGERIES / 10 + attacker.join();

      assertThat(connected).isEqualTo(CLIENTS);
      assertThat(store.size()).isEqualTo(CLIENTS);
      assertThat(control.questions()).hasSize(CLIENTS);
      JitStatistics statistics = orchestrator.statistics();
      assertThat(statistics.count(Outcome.BAD_MAC1)).isEqualTo(forgeries);
      assertThat(statistics.count(Outcome.INSTALLED)).isEqualTo(CLIENTS);
      assertThat(statistics.received()).isEqualTo(forgeries + CLIENTS);
      assertThat(UsedHeap.bytes() - before).as("heap kept after the flood").isLessThan(8L << 20);
    }
  }

  /**
   * Sends forged datagrams with a valid MAC1, each from a different address. Bounded.
   *
   * @return how many were sent
   */
  private int flood(int atLeast, BooleanSupplier enough) {
    SplittableRandom dice = new SplittableRandom(atLeast);
    byte[] datagram = new byte[148];
    byte[] address = new byte[4];
    DirectPacketSource.Delivery ignored = new ResultOf(new CompletableFuture<>());
    int sent = 0;
    while (sent < atLeast || (!enough.getAsBoolean() && sent < 20 * atLeast)) {
      dice.nextBytes(datagram);
      ByteBuffer.wrap(datagram).putInt(0, 0x01000000);
      ByteBuffer.wrap(address).putInt(0, 0x0B000000 + sent++);
      source.offer(datagram, new InetSocketAddress(raw(address), 40000), destination, ignored);
    }
    return sent;
  }

  private boolean connect(int n) throws Exception {
    PrivateKey client = PrivateKey.generate(random);
    control.put(client.publicKey(), n);
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random).initiation(Tai64n.of(SENT), n);
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    source.offer(
        datagram,
        new InetSocketAddress(raw(new byte[] {(byte) 198, 51, 100, (byte) n}), 40000),
        destination,
        new ResultOf(result));
    return result.get(60, TimeUnit.SECONDS);
  }

  private record ResultOf(CompletableFuture<Boolean> result)
      implements DirectPacketSource.Delivery {
    @Override
    public void pass(ByteBuffer datagram) {
      result.complete(true);
    }

    @Override
    public void passUnexamined(ByteBuffer datagram) {
      drop(PacketOutcome.NOT_EXAMINED);
    }

    @Override
    public void drop(PacketOutcome outcome) {
      result.complete(false);
    }
  }

  private static InetAddress raw(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
