package io.jitpeers.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration PATIENCE = WatchdogOptions.DEFAULT_PATIENCE;

  private final ManualTime time = new ManualTime();
  private final CallWatch watch = new CallWatch(WatchdogOptions.defaults(), time);
  private final Party store = watch.party("the peer store", "nobody is installed");
  private final AtomicInteger armed = new AtomicInteger();

  private Watchdog watchdog(Scheduler watched, Runnable... arming) {
    Watchdog watchdog =
        new Watchdog(watch, time, watched, PATIENCE, time, Runnable::run, List.of(arming));
    watchdog.start();
    return watchdog;
  }

  @Test
  void aCallThatHangsIsToldOfOnceWithTheStackOfItsThread() {
    Watchdog watchdog = watchdog(time);
    try (CapturedLog log = CapturedLog.of(CallWatch.class)) {
      Party.Call call = store.begin("install peers");
      time.advance(PATIENCE);
      assertThat(watch.hanging()).isZero();
      time.advance(Duration.ofSeconds(60));

      assertThat(watch.hanging()).isOne();
      assertThat(watch.hung()).isOne();
      assertThat(log.events()).hasSize(1);
      assertThat(log.messages(Level.ERROR).get(0))
          .contains("the peer store has not returned from a call to install peers for PT12.5S")
          .contains("nobody is installed");
      assertThat(log.events().get(0).getThrowableProxy().getStackTraceElementProxyArray())
          .extracting(element -> element.getStackTraceElement().getMethodName())
          .contains("aCallThatHangsIsToldOfOnceWithTheStackOfItsThread");

      assertThat(call.end()).as("it was slow").isTrue();
      assertThat(watch.hanging()).isZero();
      assertThat(watch.hung()).isOne();
      watchdog.close();
    }
  }

  @Test
  void aSlowCallIsNamedWithWhatItHeldUp() {
    try (CapturedLog log = CapturedLog.of(CallWatch.class)) {
      for (int i = 0; i < 1_000; i++) {
        Party.Call call = store.begin("remove peers");
        time.advance(Duration.ofMillis(i == 0 ? 312 : 101));
        call.end();
      }
      assertThat(watch.slow()).isEqualTo(1_000);
      assertThat(log.messages(Level.WARN)).hasSizeBetween(10, 12);
      assertThat(log.messages(Level.WARN).get(0))
          .isEqualTo(
              "the peer store took 312 ms to remove peers, longer than 100 ms: nobody is installed");
    }
  }

  @Test
  void aCallThatIsFastEnoughIsNotNamed() {
    try (CapturedLog log = CapturedLog.of(CallWatch.class)) {
      Party.Call call = store.begin("remove peers");
      time.advance(WatchdogOptions.DEFAULT_SLOW_CALL);
      assertThat(call.end()).isFalse();
      assertThat(log.events()).isEmpty();
    }
  }

  @Test
  void aSchedulerThatRunsNothingIsNoticedOnce() {
    ManualTime stuck = new ManualTime();
    Watchdog watchdog = watchdog(stuck);
    try (CapturedLog log = CapturedLog.of(StageWatch.class)) {
      time.advance(Duration.ofMinutes(5));

      assertThat(stuck.scheduledTasks()).as("signs of life asked for").isOne();
      assertThat(watch.stages().hanging()).isOne();
      assertThat(watch.stages().hung()).isOne();
      assertThat(log.messages(Level.ERROR)).singleElement().asString().contains("the scheduler");

      stuck.advance(Duration.ZERO);
      assertThat(watch.stages().hanging()).isZero();
      watchdog.close();
    }
  }

  @Test
  void whatShouldBeArmedIsArmedAgainAndAgainWhateverOneOfThemThrows() {
    Runnable broken =
        () -> {
          throw new AssertionError("on purpose");
        };
    Watchdog watchdog = watchdog(time, broken, armed::incrementAndGet);
    try (CapturedLog log = CapturedLog.of(Watchdog.class)) {
      time.advance(PATIENCE);
      assertThat(armed).hasValue(4);
      assertThat(log.messages(Level.ERROR)).hasSize(1);
      watchdog.close();
      time.advance(PATIENCE);
      assertThat(armed).hasValue(4);
    }
  }

  @Test
  void aClockThatThrowsDisturbsNoCall() {
    CallWatch blind =
        new CallWatch(
            WatchdogOptions.defaults(),
            new io.jitpeers.time.TimeSource() {
              @Override
              public long nanoTime() {
                throw new IllegalStateException("on purpose");
              }

              @Override
              public java.time.Instant wallTime() {
                return java.time.Instant.EPOCH;
              }
            });
    assertThat(Arrays.asList(blind.party("it", "nothing").begin("go").end(), blind.hanging() > 0))
        .containsOnly(false);
  }

  /** A scheduler that cannot take the next so many tasks. */
  private static final class FailingScheduler implements Scheduler {
    private final Scheduler scheduler;
    private int failing;

    FailingScheduler(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      if (failing > 0) {
        failing--;
        throw new OutOfMemoryError("unable to create native thread, on purpose");
      }
      return scheduler.schedule(task, delay);
    }

    @Override
    public void close() {}
  }

  private Watchdog watchdogOn(Scheduler own, Scheduler watched) {
    Watchdog watchdog =
        new Watchdog(
            watch,
            own,
            watched,
            PATIENCE,
            time,
            Runnable::run,
            List.<Runnable>of(armed::incrementAndGet));
    watchdog.start();
    return watchdog;
  }

  @Test
  void aSchedulerThatFailsOnceDoesNotEndTheLooks() {
    FailingScheduler own = new FailingScheduler(time);
    Watchdog watchdog = watchdogOn(own, time);
    try (CapturedLog log = CapturedLog.of(Watchdog.class)) {
      own.failing = 1;
      time.advance(PATIENCE);
      assertThat(log.messages(Level.ERROR)).hasSize(1);
      int before = armed.get();
      time.advance(PATIENCE);
      assertThat(armed.get() - before).as("looks in that time").isEqualTo(4);
      watchdog.close();
    }
  }

  @Test
  void looksGoOnAfterBothSchedulersFailedOnceSomethingIsCalled() {
    FailingScheduler own = new FailingScheduler(time);
    FailingScheduler watched = new FailingScheduler(time);
    Watchdog watchdog = watchdogOn(own, watched);
    try (CapturedLog log = CapturedLog.of(Watchdog.class)) {
      own.failing = 1;
      watched.failing = 2;
      time.advance(PATIENCE);
      int before = armed.get();
      time.advance(PATIENCE);
      assertThat(armed).as("nobody looks meanwhile").hasValue(before);

      store.begin("install peers").end();
      time.advance(PATIENCE);
      assertThat(armed.get() - before).as("looks in that time").isEqualTo(4);
      watchdog.close();
      assertThat(log.messages(Level.ERROR)).isNotEmpty();
    }
  }
}
