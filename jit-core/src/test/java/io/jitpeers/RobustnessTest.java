package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.StageThreads;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins that fail in the worst ways, and closing at the worst moments. */
@Timeout(60)
class RobustnessTest {

  @Test
  void anErrorOfTheConfigSourceFailsItsLookupAndNoOther() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answering(
          key -> {
            throw new NoClassDefFoundError("on purpose");
          });
      assertThat(h.sendAndRun(h.knownClient(1)).outcome()).isEqualTo(PacketOutcome.FAILED);
      h.control.answeringAtOnce();
      assertThat(h.sendAndRun(h.knownClient(2)).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.orchestrator.statistics().lookups().inFlight()).isZero();
    }
  }

  @Test
  void anErrorOfAListenerStopsNeitherTheWriterNorTheSweeps() throws Exception {
    try (Harness h = Harness.setup().start()) {
      AtomicInteger sweeps = new AtomicInteger();
      h.orchestrator.addListener(
          event -> {
            if (event instanceof JitEvent.SweepCompleted) {
              sweeps.incrementAndGet();
            }
            throw new AssertionError("on purpose");
          });
      assertThat(h.sendAndRun(h.knownClient(1)).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.sendAndRun(h.knownClient(2)).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      for (int i = 0; i < 20; i++) {
        h.time.advance(Duration.ofMinutes(5));
        h.stages.runAll();
      }
      assertThat(sweeps.get()).isGreaterThanOrEqualTo(20);
      assertThat(h.orchestrator.statistics().listenerFailures()).isPositive();
    }
  }

  @Test
  void aSchedulerThatThrowsEndsTheFlightAndTheNextTryWorks() throws Exception {
    ManualTime time = new ManualTime();
    AtomicBoolean fail = new AtomicBoolean();
    Scheduler scheduler =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, Duration delay) {
            if (fail.getAndSet(false)) {
              throw new IllegalStateException("on purpose");
            }
            return time.schedule(task, delay);
          }

          @Override
          public void close() {}
        };
    PrivateKey gateway = newKey();
    PrivateKey client = newKey();
    ManualPacketSource source = new ManualPacketSource();
    FakePeerConfigSource control = new FakePeerConfigSource();
    control.put(client.publicKey(), 1);
    ManualStages stages = new ManualStages();
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build())
            .timeSource(time)
            .scheduler(scheduler)
            .stageExecutors(stages)
            .build()) {
      orchestrator.start();
      stages.runAll();
      fail.set(true);
      TestPacket first = source.deliver(packet(client, gateway.publicKey(), 1));
      stages.runAll();
      TestPacket second = source.deliver(packet(client, gateway.publicKey(), 2));
      stages.runAll();

      assertThat(first.outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(second.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(orchestrator.statistics().pending()).isZero();
      assertThat(orchestrator.statistics().listenerFailures()).isZero();
    }
  }

  @Test
  void closingOnAnInterruptedThreadStillCompletesEveryPacket() throws Exception {
    PrivateKey gateway = newKey();
    ManualPacketSource source = new ManualPacketSource();
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    JitOrchestrator orchestrator =
        real(source, InMemoryPeerStore.builder().privateKey(gateway).build())
            .replayMemory(
                (key, timestamp) -> {
                  opening.countDown();
                  awaitWhateverHappens(go);
                  return CompletableFuture.completedFuture(true);
                })
            .build();
    orchestrator.start();
    CountDownLatch completed = new CountDownLatch(4);
    List<TestPacket> packets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      TestPacket packet = packet(newKey(), gateway.publicKey(), 1);
      packets.add(source.deliver(packet.whenCompleted(completed::countDown)));
    }
    opening.await();
    Thread.currentThread().interrupt();
    orchestrator.close();
    assertThat(Thread.interrupted()).isTrue();
    go.countDown();

    assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(packets).extracting(TestPacket::outcome).doesNotContainNull();
  }

  @Test
  void closingWaitsForTheStepUnderWayBeforeItClosesTheStore() throws Exception {
    PrivateKey gateway = newKey();
    PrivateKey client = newKey();
    HookedStore store = new HookedStore(InMemoryPeerStore.builder().privateKey(gateway).build());
    CountDownLatch installing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    store.duringInstall =
        () -> {
          installing.countDown();
          awaitWhateverHappens(go);
          store.calls.add("installed");
        };
    ManualPacketSource source = new ManualPacketSource();
    FakePeerConfigSource control = new FakePeerConfigSource();
    control.put(client.publicKey(), 1);
    JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(store)
            .provisioningOptions(ProvisioningOptions.builder().closeDeadline(Duration.ZERO).build())
            .build();
    orchestrator.start();
    source.deliver(packet(client, gateway.publicKey(), 1));
    installing.await();
    Thread closing = new Thread(orchestrator::close);
    closing.start();
    // The writer may continue only when closing has reached the point where it waits for the
    // writer.
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      assertThat(closing.isAlive()).as("it waits").isTrue();
      Thread.onSpinWait();
    }
    assertThat(store.calls).doesNotContain("close");
    go.countDown();
    closing.join();
    assertThat(store.calls).endsWith("installed", "close");
  }

  @Test
  void aListenerMayCloseTheOrchestrator() throws Exception {
    PrivateKey gateway = newKey();
    PrivateKey client = newKey();
    ManualPacketSource source = new ManualPacketSource();
    FakePeerConfigSource control = new FakePeerConfigSource();
    control.put(client.publicKey(), 1);
    JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            // Closing must not wait for its own thread.
            .provisioningOptions(
                ProvisioningOptions.builder().closeDeadline(Duration.ofDays(1)).build())
            .build();
    CountDownLatch closed = new CountDownLatch(1);
    orchestrator.addListener(
        event -> {
          orchestrator.close();
          closed.countDown();
        });
    orchestrator.start();
    try (CapturedLog log = CapturedLog.of(StageThreads.class)) {
      source.deliver(packet(client, gateway.publicKey(), 1));
      assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(log.messages(Level.WARN)).as("gave up waiting for its own thread").isEmpty();
    }
  }

  @Test
  void anAnswerWithoutFreshnessIsTheSourcesFailure() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answering(
          key ->
              java.util.concurrent.CompletableFuture.completedFuture(
                  io.jitpeers.spi.PeerLookup.found(FakePeerConfigSource.config(key, 1), null)));
      assertThat(h.sendAndRun(h.newClient()).outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(h.count(Outcome.LOOKUP_UNAVAILABLE)).isOne();
    }
  }

  private static JitOrchestratorBuilder real(ManualPacketSource source, PeerStore store) {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(new FakePeerConfigSource().failing(LookupException.Reason.UNAVAILABLE))
        .store(store);
  }

  private static PrivateKey newKey() {
    return PrivateKey.generate(new SecureRandom());
  }

  private static TestPacket packet(PrivateKey client, PublicKey gateway, int second) {
    byte[] datagram =
        FakeClient.of(client, gateway, new SecureRandom())
            .initiation(Tai64n.of(Instant.ofEpochSecond(1_700_000_000L + second)), second);
    return new TestPacket(datagram, TimeSource.system().nanoTime());
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly(latch);
  }
}
