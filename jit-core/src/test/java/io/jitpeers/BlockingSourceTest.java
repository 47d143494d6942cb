package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Config sources that block in {@code lookup}, as those over JDBC do, on real threads. */
@Timeout(180)
class BlockingSourceTest {
  private static final int CLIENTS = 256;

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ManualPacketSource source = new ManualPacketSource();
  private final AtomicInteger addresses = new AtomicInteger();
  private final CountDownLatch all = new CountDownLatch(CLIENTS);

  /**
   * Answers only when all clients have asked, so the test passes only if all lookups run at the
   * same time.
   */
  private PeerLookup answerWhenAllHaveAsked(PeerQuery query) throws InterruptedException {
    all.countDown();
    all.await();
    return PeerLookup.found(
        FakePeerConfigSource.config(query.key(), addresses.incrementAndGet()), Freshness.NONE);
  }

  private JitOrchestrator orchestrator(PeerConfigSource control) {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(control)
        .store(InMemoryPeerStore.builder().privateKey(gateway).build())
        .provisioningOptions(
            ProvisioningOptions.builder()
                .maxLookupsInFlight(CLIENTS)
                .strangersShare(1)
                .lookupDeadline(Duration.ofMinutes(2))
                .pendingDeadline(Duration.ofMinutes(2))
                .build())
        .admissionOptions(
            AdmissionOptions.builder().perSourceRate(1_000).perSourceBurst(1_000).build())
        .build();
  }

  private void serveAll(PeerConfigSource control) throws Exception {
    try (JitOrchestrator orchestrator = orchestrator(control)) {
      orchestrator.start();
      CountDownLatch completed = new CountDownLatch(CLIENTS);
      List<TestPacket> packets = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        byte[] datagram =
            FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random)
                .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L)), i);
        TestPacket packet = new TestPacket(datagram, TimeSource.system().nanoTime());
        packets.add(source.deliver(packet.whenCompleted(completed::countDown)));
      }
      assertThat(completed.await(120, TimeUnit.SECONDS)).isTrue();
      assertThat(packets).extracting(TestPacket::outcome).containsOnly(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void asManyAreAskedAtOnceAsMayBeInFlight() throws Exception {
    serveAll(
        query -> {
          try {
            return CompletableFuture.completedFuture(answerWhenAllHaveAsked(query));
          } catch (InterruptedException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  @Test
  void theSameOnAnExecutorOfTheCallers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      serveAll(PeerConfigSource.blocking(this::answerWhenAllHaveAsked, threads));
    } finally {
      threads.shutdownNow();
    }
  }
}
