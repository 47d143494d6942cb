package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration NANO = Duration.ofNanos(1);

  private final ManualTime time = new ManualTime();
  private final FaultyScheduler scheduler = new FaultyScheduler();
  private final Deadlines deadlines = new Deadlines(scheduler, time, SECOND);
  private final List<String> passed = new ArrayList<>();

  /** Counts the timers, and refuses them on demand. */
  private final class FaultyScheduler implements Scheduler {
    private int timers;
    private boolean refuses;
    private boolean atOnce;
    private @Nullable Runnable whenCalled;

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      if (refuses) {
        throw new IllegalStateException("refused");
      }
      timers++;
      Runnable call = whenCalled;
      whenCalled = null;
      if (call != null) {
        call.run();
      }
      if (atOnce) {
        task.run();
        return () -> {};
      }
      return time.schedule(task, delay);
    }

    @Override
    public void close() {}
  }

  @Test
  void aTaskRunsWhenItsDurationHasPassed() {
    add("a");

    time.advance(SECOND.minus(NANO));
    assertThat(passed).isEmpty();
    assertThat(deadlines.size()).isOne();

    time.advance(NANO);
    assertThat(passed).containsExactly("a");
    assertThat(deadlines.size()).isZero();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void eachDeadlineHasItsOwnTime() {
    add("a");
    time.advance(SECOND.dividedBy(4));
    add("b");
    add("c");
    time.advance(SECOND.dividedBy(2));
    add("d");

    time.advance(SECOND.dividedBy(4));
    assertThat(passed).containsExactly("a");
    time.advance(SECOND.dividedBy(4));
    assertThat(passed).containsExactly("a", "b", "c");
    time.advance(SECOND.dividedBy(2).minus(NANO));
    assertThat(passed).hasSize(3);
    time.advance(NANO);
    assertThat(passed).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    Scheduler.Cancellable first = add("first");
    Scheduler.Cancellable middle = add("middle");
    Scheduler.Cancellable last = add("last");
    add("kept");
    Scheduler.Cancellable newest = add("newest");

    middle.cancel();
    first.cancel();
    newest.cancel();
    last.cancel();
    last.cancel();

    assertThat(deadlines.size()).isOne();
    add("later");
    time.advance(SECOND);
    assertThat(passed).containsExactly("kept", "later");
  }

  @Test
  void cancellingAfterTheTaskRanChangesNothing() {
    Scheduler.Cancellable ran = add("ran");
    time.advance(SECOND);
    add("next");

    ran.cancel();

    assertThat(deadlines.size()).isOne();
    time.advance(SECOND);
    assertThat(passed).containsExactly("ran", "next");
  }

  @Test
  void deadlinesThatAreCancelledEarlyShareOneTimer() {
    for (int i = 0; i < 1000; i++) {
      add("cancelled").cancel();
    }

    assertThat(scheduler.timers).isOne();
    assertThat(deadlines.size()).isZero();
    time.advance(SECOND);
    assertThat(passed).isEmpty();
    assertThat(scheduler.timers).isOne();
  }

  @Test
  void aTimerThatComesTooEarlyIsArmedAgainForTheRest() {
    Scheduler.Cancellable cancelled = add("cancelled");
    time.advance(SECOND.dividedBy(2));
    add("kept");
    cancelled.cancel();

    time.advance(SECOND.dividedBy(2));
    assertThat(passed).isEmpty();
    assertThat(scheduler.timers).isEqualTo(2);
    time.advance(SECOND.dividedBy(2));
    assertThat(passed).containsExactly("kept");
  }

  @Test
  void aTaskMayAddADeadline() {
    deadlines.add(() -> add("second"));

    time.advance(SECOND);
    assertThat(deadlines.size()).isOne();
    time.advance(SECOND);
    assertThat(passed).containsExactly("second");
    assertThat(scheduler.timers).isEqualTo(2);
  }

  @Test
  void aTaskMayCancelTheNextOne() {
    List<Scheduler.Cancellable> next = new ArrayList<>();
    deadlines.add(() -> next.get(0).cancel());
    next.add(add("cancelled"));
    add("third");

    time.advance(SECOND);

    assertThat(passed).containsExactly("third");
  }

  @Test
  void aTaskThatThrowsDoesNotKeepOthersFromRunning() {
    deadlines.add(
        () -> {
          throw new IllegalStateException("expected by this test");
        });
    add("other");

    time.advance(SECOND);

    assertThat(passed).containsExactly("other");
  }

  @Test
  void ifNoTimerCanBeArmedTheDeadlineIsNotAdded() {
    scheduler.refuses = true;

    assertThatThrownBy(() -> add("refused")).hasMessage("refused");

    assertThat(deadlines.size()).isZero();
    scheduler.refuses = false;
    add("added");
    time.advance(SECOND);
    assertThat(passed).containsExactly("added");
  }

  @Test
  void aTimerThatCouldNotBeArmedAgainIsArmedOnDemand() {
    add("first");
    time.advance(SECOND.dividedBy(2));
    add("second");
    scheduler.refuses = true;
    time.advance(SECOND);
    assertThat(passed).containsExactly("first");
    scheduler.refuses = false;

    deadlines.arm();
    deadlines.arm();

    assertThat(scheduler.timers).isEqualTo(2);
    time.advance(Duration.ZERO);
    assertThat(passed).containsExactly("first", "second");
  }

  @Test
  void withoutDeadlinesNoTimerIsArmed() {
    deadlines.arm();

    assertThat(scheduler.timers).isZero();
  }

  @Test
  void aClockBehindTheSchedulerDelaysNoDeadline() {
    StandingClock standing = new StandingClock();
    Deadlines late = new Deadlines(scheduler, standing, SECOND);
    late.add(() -> passed.add("standing"));
    late.add(() -> passed.add("same time"));

    time.advance(SECOND);

    assertThat(passed).containsExactly("standing", "same time");
  }

  @Test
  void aClockThatFailsDelaysNoDeadline() {
    StandingClock failing = new StandingClock();
    Deadlines late = new Deadlines(scheduler, failing, SECOND);
    late.add(() -> passed.add("failing"));
    failing.fails = true;

    time.advance(SECOND);

    assertThat(passed).containsExactly("failing");
  }

  @Test
  void aDurationWithoutEndNeverPasses() {
    Deadlines endless = new Deadlines(scheduler, time, Duration.ofSeconds(Long.MAX_VALUE));
    endless.add(() -> passed.add("never"));

    time.advance(Duration.ofDays(1000));

    assertThat(passed).isEmpty();
    assertThat(endless.size()).isOne();
  }

  @Test
  void closingCancelsTheTimer() {
    add("never");
    deadlines.close();
    assertThat(time.scheduledTasks()).isZero();

    add("after closing");
    deadlines.arm();
    time.advance(SECOND);

    assertThat(passed).isEmpty();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void closingInATaskEndsTheOthers() {
    deadlines.add(deadlines::close);
    add("never");

    time.advance(SECOND);

    assertThat(passed).isEmpty();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aSchedulerMayCallBackWhileItIsCalled() {
    scheduler.whenCalled = () -> add("added meanwhile");
    add("first");

    assertThat(scheduler.timers).as("one timer for both").isOne();
    time.advance(SECOND);
    assertThat(passed).containsExactly("first", "added meanwhile");
  }

  @Test
  void closingWhileTheTimerIsBeingArmedCancelsIt() {
    scheduler.whenCalled = deadlines::close;
    add("never");

    assertThat(time.scheduledTasks()).isZero();
  }

  /** The contract of schedulers excludes it, but then no deadline may be lost. */
  @Test
  void aSchedulerThatRunsATaskAtOnceLosesNoDeadline() {
    scheduler.atOnce = true;
    add("at once");
    assertThat(passed).containsExactly("at once");
    scheduler.atOnce = false;

    add("later");
    time.advance(SECOND);

    assertThat(passed).containsExactly("at once", "later");
  }

  private Scheduler.Cancellable add(String name) {
    return deadlines.add(() -> passed.add(name));
  }

  /** A clock that stands still, and fails on demand. */
  private static final class StandingClock implements TimeSource {
    private boolean fails;

    @Override
    public long nanoTime() {
      if (fails) {
        throw new IllegalStateException("expected by this test");
      }
      return 0;
    }

    @Override
    public Instant wallTime() {
      return Instant.EPOCH;
    }
  }
}
