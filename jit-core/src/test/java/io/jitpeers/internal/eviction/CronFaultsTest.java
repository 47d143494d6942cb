package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.testing.OneFault;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A cron whose executor, scheduler or clock fails once, or whose calendar has no further time. */
class CronFaultsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final CronBench bench = new CronBench();

  @Test
  void anExecutorThatTakesNothingOnceCostsOneSweep() {
    boolean[] fails = {true};
    bench.executor =
        task -> {
          if (fails[0]) {
            fails[0] = false;
            throw new OutOfMemoryError("unable to create native thread, on purpose");
          }
          task.run();
        };
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(false)).isCompletedExceptionally();
    assertThat(cron.statistics().failedSweeps()).isOne();
    assertThat(cron.runNow(false)).isCompleted();
    cron.start();
    bench.time.advance(MINUTE.multipliedBy(3));
    assertThat(bench.store.listings()).isEqualTo(4);
  }

  @Test
  void aSchedulerThatTakesNothingOnceIsAskedAgain() {
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    bench.scheduler = fault.scheduler(bench.time);
    EvictionCron cron = bench.cron();
    cron.start();
    // The first timer is the check for expired peers, which runs twice as often. The second is the
    // time limit of the sweep's policies.
    fault.after(2);
    bench.time.advance(MINUTE);
    assertThat(fault.fired()).isTrue();
    bench.time.advance(MINUTE);
    assertThat(bench.store.listings()).isOne();

    cron.rearm();
    cron.rearm();
    bench.time.advance(MINUTE.multipliedBy(2));
    assertThat(bench.store.listings()).isEqualTo(3);
  }

  @Test
  void aClockThatThrowsOnceCostsOneSweepAtTheMost() {
    for (int call = 0; call < 8; call++) {
      CronBench other = new CronBench();
      OneFault fault = new OneFault(OneFault.Place.CLOCK);
      other.clock = fault.clock(other.time);
      EvictionCron cron = other.cron();
      cron.start();
      fault.after(call);
      other.time.advance(MINUTE);
      fault.disarm();
      cron.rearm();
      int before = other.store.listings();
      other.time.advance(MINUTE.multipliedBy(2));
      assertThat(other.store.listings() - before).as("call %d", call).isEqualTo(2);
    }
  }

  @Test
  void aWallClockAtItsEndKeepsNoSweepFromComing() {
    for (EvictionSchedule schedule :
        new EvictionSchedule[] {
          EvictionSchedule.every(MINUTE, 0), EvictionSchedule.cron("* * * * *", ZoneOffset.UTC)
        }) {
      CronBench other = new CronBench();
      other.options.schedule(schedule);
      other.clock =
          new TimeSource() {
            @Override
            public long nanoTime() {
              return other.time.nanoTime();
            }

            @Override
            public Instant wallTime() {
              return Instant.MAX;
            }
          };
      EvictionCron cron = other.cron();
      cron.start();
      other.time.advance(MINUTE.multipliedBy(3));
      assertThat(other.store.listings()).as("%s", schedule).isEqualTo(3);
    }
  }
}
