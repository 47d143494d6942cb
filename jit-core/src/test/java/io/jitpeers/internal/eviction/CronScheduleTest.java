package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.OneFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When a cron sweeps, what it leaves behind, and how rounds of questions survive faults. */
class CronScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final CronBench bench = new CronBench();
  private final AtomicBoolean fails = new AtomicBoolean();

  private PeerOrigin origin() {
    return bench.hotSet.find(key(1)).orElseThrow().origin();
  }

  /** A found peer that the control plane knows and that may be asked about at once. */
  private void findKnown() {
    bench.options.adoptionGrace(Duration.ZERO);
    bench.store.put(status(1, 1, 0, 0));
    bench.controlPlane.knows(Peers.config(1));
  }

  private Executor failingExecutor() {
    return task -> {
      failIfAsked();
      task.run();
    };
  }

  private void failIfAsked() {
    if (fails.get()) {
      throw new OutOfMemoryError("unable to create native thread, on purpose");
    }
  }

  @Test
  void afterAPauseTheTimeIsCountedAnew() {
    EvictionCron cron = bench.cron();
    cron.start();
    bench.time.advance(SECOND.multipliedBy(40));
    cron.pause();
    cron.resume();
    bench.time.advance(SECOND.multipliedBy(59));
    assertThat(bench.store.listings()).isZero();
    bench.time.advance(SECOND);
    assertThat(bench.store.listings()).isOne();
  }

  @Test
  void aClosedCronLeavesNothingScheduled() {
    findKnown();
    EvictionCron cron = bench.cron();
    cron.start();
    assertThat(cron.runNow(false)).isCompleted();
    assertThat(bench.time.scheduledTasks()).isPositive();

    cron.close();

    assertThat(bench.time.scheduledTasks()).isZero();
    bench.time.advance(SECOND.multipliedBy(10));
    assertThat(bench.controlPlane.asked()).isEmpty();
    assertThat(cron.runNow(false)).isCompletedExceptionally();
  }

  @Test
  void closingFailsBothKindsOfRequests() {
    List<Runnable> waiting = new ArrayList<>();
    bench.executor = waiting::add;
    EvictionCron cron = bench.cron();
    CompletableFuture<SweepReport> real = cron.runNow(false);
    CompletableFuture<SweepReport> dry = cron.runNow(true);

    cron.close();

    for (CompletableFuture<SweepReport> request : List.of(real, dry)) {
      assertThatThrownBy(request::join).hasMessageContaining("the orchestrator was closed");
    }
    waiting.forEach(Runnable::run);
    assertThat(bench.store.listings()).isZero();
  }

  @Test
  void foundPeersAreAskedAboutThoughThePolicyFails() {
    findKnown();
    bench.policy =
        view -> {
          throw new IllegalStateException("on purpose");
        };
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(true)).isCompletedExceptionally();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(origin()).as("after a dry run").isEqualTo(PeerOrigin.FOREIGN);

    assertThat(cron.runNow(false)).isCompletedExceptionally();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
  }

  @Test
  void foundPeersAreNotAskedAboutIfTheDeviceCouldNotBeListed() {
    findKnown();
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(true)).isCompleted();
    bench.store.next(
        () -> {
          throw new StoreException("on purpose");
        });
    assertThat(cron.runNow(false)).isCompletedExceptionally();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.controlPlane.asked()).isEmpty();
  }

  @Test
  void whatBecomesOfFoundPeersIsTold() {
    findKnown();
    bench.options.foundPeers(FoundPeers.REMOVE_UNKNOWN);
    bench.store.put(status(2, 1, 0, 0));
    assertThat(bench.cron().runNow(false)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.fate.adopted).containsExactly(key(1));
    assertThat(bench.fate.unknown).containsExactly(key(2));
    assertThat(bench.hotSet.isForeign(key(2))).as("ours, to be removed").isFalse();
  }

  @Test
  void aLookForExpiredPeersThatCouldNotBeScheduledIsMadeUpFor() {
    bench.hotSet.installed(
        Peers.config(1).toBuilder().expiresAt(bench.time.wallTime().plusSeconds(1)).build());
    bench.store.put(status(1, 0, 0, 0));
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    bench.scheduler = fault.scheduler(bench.time);
    EvictionCron cron = bench.cron();
    cron.rearm();
    assertThat(bench.time.scheduledTasks()).as("not started").isZero();
    // The first is the next sweep.
    fault.after(1);
    OneFault.survive(cron::start);
    cron.pause();
    assertThat(fault.fired()).isTrue();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isTrue();

    cron.rearm();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void whoIsRecognizedIsNotAskedAbout() {
    findKnown();
    bench.fate.ours.add(key(1));
    assertThat(bench.cron().runNow(false)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.controlPlane.asked()).isEmpty();
  }

  @Test
  void aRoundThatCannotBeScheduledIsBegunByTheNextSweep() {
    findKnown();
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    bench.scheduler = fault.scheduler(bench.time);
    EvictionCron cron = bench.cron();
    // The first is the limit of what the policies may take.
    fault.after(1);
    assertThat(cron.runNow(false)).isCompleted();
    assertThat(fault.fired()).isTrue();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(origin()).isEqualTo(PeerOrigin.FOREIGN);

    assertThat(cron.runNow(false)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
  }

  @Test
  void aPeerThatExpiresWhileTheDeviceIsListedGoesInTheSameSweep() {
    bench.hotSet.installed(
        Peers.config(1).toBuilder().expiresAt(bench.time.wallTime().plusSeconds(10)).build());
    bench.store.put(status(1, 0, 0, 0));
    bench.install(2);
    bench.store.next(
        () -> {
          bench.time.advance(SECOND.multipliedBy(10));
          return true;
        });

    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.EXPIRED, 1));
    assertThat(bench.store.has(1)).isFalse();
    assertThat(bench.store.has(2)).isTrue();
  }

  @Test
  void whoDoesNotConfirmItselfInTimeGoesWhateverThePolicySays() {
    bench.install(1, 2);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(CronBench.CONFIRMATION_TIME.minusNanos(1));
    assertThat(bench.sweep().evicted()).isEmpty();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.NEVER_ESTABLISHED, 1));
    assertThat(bench.store.has(1)).isFalse();
    assertThat(bench.store.has(2)).isTrue();
  }

  @Test
  void aQuestionThatNoThreadTakesIsAskedAfterTheNextSweep() {
    findKnown();
    bench.executor = failingExecutor();
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(false)).isCompleted();
    fails.set(true);
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.controlPlane.asked()).isEmpty();
    fails.set(false);
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.controlPlane.asked()).as("the round is over").isEmpty();

    assertThat(cron.runNow(false)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
  }

  /** Ten minutes after the first refusal, to the nanosecond. */
  @Test
  void aRefusedPeerIsAskedAboutAgainWhenItsTimeHasCome() {
    bench.options.adoptionGrace(Duration.ZERO);
    bench.store.put(status(1, 1, 0, 0));
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(false)).isCompleted();
    while (bench.controlPlane.asked().isEmpty()) {
      bench.time.advance(Duration.ofMillis(1));
    }
    bench.time.advance(Duration.ofMinutes(10).minusNanos(1));
    assertThat(cron.runNow(false)).isCompleted();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.controlPlane.asked()).hasSize(1);

    assertThat(cron.runNow(false)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(2));
    assertThat(bench.controlPlane.asked()).hasSize(2);
  }
}
