package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.spi.StoreException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When sweeps happen, and how a failed one affects the next. */
class EvictionCronTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final CronBench bench = new CronBench();

  @Test
  void sweepsOnSchedule() {
    EvictionCron cron = bench.cron();
    bench.time.advance(Duration.ofMinutes(5));
    assertThat(bench.store.listings()).as("not started").isZero();
    cron.start();
    cron.start();
    bench.time.advance(MINUTE.minusNanos(1));
    assertThat(bench.store.listings()).isZero();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.store.listings()).isEqualTo(1);
    bench.time.advance(Duration.ofMinutes(10));
    assertThat(bench.store.listings()).isEqualTo(11);
    assertThat(cron.statistics().sweeps()).isEqualTo(11);
    assertThat(bench.events).hasSize(11).allMatch(JitEvent.SweepCompleted.class::isInstance);
  }

  @Test
  void sweepsAtTheTimesOfACronExpression() {
    bench.options.schedule(EvictionSchedule.cron("*/5 * * * *", ZoneOffset.UTC));
    bench.time.advance(Duration.ofMinutes(2));
    bench.cron().start();
    bench.time.advance(Duration.ofMinutes(3).minusNanos(1));
    assertThat(bench.store.listings()).isZero();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.store.listings()).isEqualTo(1);
    bench.time.advance(Duration.ofMinutes(5));
    assertThat(bench.store.listings()).isEqualTo(2);
  }

  @Test
  void sweepsGoOnIfAScheduleFails() {
    bench.options.schedule(
        (now, random) -> {
          throw new IllegalStateException("no such calendar");
        });
    bench.cron().start();
    bench.time.advance(MINUTE.multipliedBy(3));
    assertThat(bench.store.listings()).isEqualTo(3);
  }

  @Test
  void aPauseStopsTheScheduleButNotRequests() {
    EvictionCron cron = bench.cron();
    cron.start();
    bench.time.advance(MINUTE);
    cron.pause();
    assertThat(cron.isPaused()).isTrue();
    bench.time.advance(Duration.ofHours(1));
    assertThat(bench.store.listings()).isEqualTo(1);
    assertThat(cron.runNow(false)).isCompleted();
    assertThat(bench.store.listings()).isEqualTo(2);
    bench.time.advance(Duration.ofHours(1));
    cron.resume();
    assertThat(cron.isPaused()).isFalse();
    bench.time.advance(MINUTE.minusNanos(1));
    assertThat(bench.store.listings()).isEqualTo(2);
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.store.listings()).isEqualTo(3);
  }

  @Test
  void pausingAndResumingDuringAScheduledSweepKeepsOneSchedule() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    int before = bench.store.listings();
    EvictionCron cron = bench.cron();
    bench.evictor.hold();
    cron.start();
    bench.time.advance(MINUTE);
    cron.pause();
    cron.resume();
    bench.evictor.proceed();
    bench.time.advance(MINUTE);
    assertThat(bench.store.listings() - before).isEqualTo(2);
    bench.time.advance(Duration.ofMinutes(3));
    assertThat(bench.store.listings() - before).isEqualTo(5);
  }

  @Test
  void aCronThatWasPausedBeforeItStartedWaits() {
    EvictionCron cron = bench.cron();
    cron.pause();
    cron.start();
    bench.time.advance(Duration.ofHours(1));
    assertThat(bench.store.listings()).isZero();
    cron.resume();
    bench.time.advance(MINUTE);
    assertThat(bench.store.listings()).isEqualTo(1);
  }

  @Test
  void requestsDuringASweepShareOneOfEachKind() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    int before = bench.store.listings();
    EvictionCron cron = bench.cron();
    bench.evictor.hold();
    CompletableFuture<SweepReport> running = cron.runNow(false);
    List<CompletableFuture<SweepReport>> real = List.of(cron.runNow(false), cron.runNow(false));
    List<CompletableFuture<SweepReport>> dry = List.of(cron.runNow(true), cron.runNow(true));
    assertThat(bench.store.listings() - before).isEqualTo(1);
    assertThat(running).isNotDone();
    assertThat(real).noneMatch(CompletableFuture::isDone);
    bench.evictor.proceed();
    assertThat(running.join().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(bench.store.listings() - before).isEqualTo(3);
    assertThat(real.get(0).join()).isSameAs(real.get(1).join()).isNotSameAs(running.join());
    assertThat(dry.get(0).join()).isSameAs(dry.get(1).join());
    assertThat(dry.get(0).join().dryRun()).isTrue();
    assertThat(real.get(0).join().dryRun()).isFalse();
  }

  @Test
  void whoAskedCannotCancelForTheOthers() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.evictor.hold();
    EvictionCron cron = bench.cron();
    CompletableFuture<SweepReport> one = cron.runNow(false);
    one.cancel(true);
    CompletableFuture<SweepReport> other = cron.runNow(false);
    bench.evictor.proceed();
    assertThat(other).isCompleted();
    assertThat(cron.statistics().sweeps()).isEqualTo(2);
  }

  /** On real threads: a sweep hangs in the store while others are requested. */
  @Test
  void sweepsNeverOverlap() throws Exception {
    CountDownLatch listing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    bench.store.next(
        () -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          listing.countDown();
          await(goOn);
          atOnce.decrementAndGet();
          return true;
        });
    bench.store.next(
        () -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          atOnce.decrementAndGet();
          return true;
        });
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      bench.executor = pool;
      EvictionCron cron = bench.cron();
      CompletableFuture<SweepReport> first = cron.runNow(false);
      await(listing);
      CompletableFuture<SweepReport> second = cron.runNow(false);
      CompletableFuture<SweepReport> third = cron.runNow(false);
      assertThat(bench.store.listings()).isEqualTo(1);
      goOn.countDown();
      first.get(60, TimeUnit.SECONDS);
      assertThat(second.get(60, TimeUnit.SECONDS)).isSameAs(third.get(60, TimeUnit.SECONDS));
      assertThat(bench.store.listings()).isEqualTo(2);
      assertThat(most).hasValue(1);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStoreThatFailsCostsOneSweep() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    EvictionCron cron = bench.cron();
    cron.start();
    bench.store.next(
        () -> {
          throw new StoreException("list wg0: no such device");
        });
    bench.time.advance(MINUTE);
    assertThat(cron.statistics().failedSweeps()).isEqualTo(1);
    assertThat(cron.statistics().sweeps()).isZero();
    assertThat(bench.evictor.calls()).isZero();
    assertThat(bench.store.has(1)).isTrue();
    bench.time.advance(MINUTE);
    assertThat(cron.statistics().failedSweeps()).isEqualTo(1);
    assertThat(cron.statistics().lastReport().evictedInAll()).isEqualTo(1);
  }

  @Test
  void aFailedListingTakesNobodyOut() {
    bench.install(1);
    EvictionCron cron = bench.cron();
    for (int i = 0; i < 5; i++) {
      bench.store.next(
          () -> {
            throw new StoreException("list wg0: device busy");
          });
      assertThatThrownBy(cron.runNow(false)::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessage("list wg0: device busy");
    }
    assertThat(bench.hotSet.contains(key(1))).isTrue();
    assertThat(bench.events).isEmpty();
  }

  @Test
  void aPolicyThatThrowsCostsOneSweep() {
    bench.installDead(1);
    AtomicInteger calls = new AtomicInteger();
    bench.policy =
        view -> {
          switch (calls.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("a policy that fails on purpose");
            case 2 -> throw new NoClassDefFoundError("a policy that does not link");
            default -> {
              return EVERYBODY.select(view);
            }
          }
        };
    EvictionCron cron = bench.cron();
    cron.start();
    bench.time.advance(Duration.ofMinutes(2));
    assertThat(cron.statistics().failedSweeps()).isEqualTo(2);
    assertThat(bench.store.has(1)).isTrue();
    bench.time.advance(MINUTE);
    assertThat(cron.statistics().failedSweeps()).isEqualTo(2);
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void closingFailsWhatWaitsAndRemovesNothingMore() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    int before = bench.store.listings();
    EvictionCron cron = bench.cron();
    cron.start();
    bench.evictor.hold();
    CompletableFuture<SweepReport> running = cron.runNow(false);
    CompletableFuture<SweepReport> waiting = cron.runNow(false);
    cron.close();
    cron.close();
    assertThat(waiting).isCompletedExceptionally();
    bench.evictor.proceed();
    assertThat(running.join().evicted()).isEmpty();
    assertThat(running.join().heldBack()).isEmpty();
    assertThat(bench.store.has(1)).isTrue();
    assertThatThrownBy(cron.runNow(false)::get)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the orchestrator was closed");
    cron.start();
    cron.resume();
    bench.time.advance(Duration.ofHours(1));
    assertThat(bench.store.listings() - before).isEqualTo(1);
    assertThat(bench.time.scheduledTasks()).isZero();
  }

  @Test
  void anExecutorThatTakesNothingFailsEachSweep() {
    bench.executor =
        task -> {
          throw new RejectedExecutionException("closed on purpose");
        };
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(false)).isCompletedExceptionally();
    assertThat(cron.runNow(true)).isCompletedExceptionally();
    cron.start();
    bench.time.advance(Duration.ofHours(1));
    assertThat(bench.store.listings()).isZero();
  }

  @Test
  void theLatestReportIsKept() {
    EvictionCron cron = bench.cron();
    assertThat(cron.statistics().lastReport()).isNull();
    SweepReport report = cron.runNow(true).join();
    assertThat(cron.statistics().lastReport()).isSameAs(report);
  }
}
