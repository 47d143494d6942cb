package io.jitpeers.internal.common;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deadlines that all have the same duration and share one timer, which is armed for the earliest
 * deadline. Almost every deadline is cancelled early, so adding and cancelling must be cheap:
 * either takes constant time and wakes no thread. As long as deadlines are cancelled soon after
 * they were added, the timer is armed about once per duration. A separate timer for each deadline
 * would wake the scheduler's thread for each deadline. Thread-safe; the scheduler is not called
 * under a lock. Tasks run on the scheduler's thread, in the order of their deadlines.
 */
public final class Deadlines implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

  private final Scheduler scheduler;
  private final TimeSource time;
  private final long nanos;
  private final FailureLog failures;
  // The following fields are guarded by this object, and so are the links of each deadline.
  private @Nullable Deadline first;
  private @Nullable Deadline last;
  private int size;
  private boolean armed;
  private long armedFor;
  // How often the timer was armed. This number identifies the latest timer.
  private long armings;
  private Scheduler.@Nullable Cancellable timer;
  private boolean closed;

  /**
   * Creates an instance without deadlines.
   *
   * @param duration the time from adding a deadline to running its task
   */
  public Deadlines(Scheduler scheduler, TimeSource time, Duration duration) {
    this.scheduler = scheduler;
    this.time = time;
    // At most half of the range, so that the difference of two times does not overflow.
    this.nanos = Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 2);
    this.failures = new FailureLog(log, time);
  }

  /** A deadline in a doubly linked list, so that it is removed without a search. */
  private final class Deadline implements Scheduler.Cancellable {
    private final Runnable task;
    private final long at;
    private @Nullable Deadline before;
    private @Nullable Deadline after;
    private boolean pending = true;

    Deadline(Runnable task, long at) {
      this.task = task;
      this.at = at;
    }

    @Override
    public void cancel() {
      remove(this);
    }
  }

  /**
   * Adds a deadline. If the clock or the scheduler throws, no deadline is added and the exception
   * is thrown. After {@link #close} the task does not run.
   *
   * @param task runs after the duration, unless it is cancelled before
   * @return a handle that cancels the task if it has not started
   */
  public Scheduler.Cancellable add(Runnable task) {
    long now;
    Deadline deadline;
    synchronized (this) {
      now = time.nanoTime();
      deadline = new Deadline(task, now + nanos);
      append(deadline);
    }
    boolean added = false;
    try {
      arm(now);
      added = true;
    } finally {
      if (!added) {
        remove(deadline);
      }
    }
    return deadline;
  }

  /**
   * Arms the timer if there are deadlines and the timer is not armed, for example because an
   * earlier attempt to arm the timer failed.
   */
  public void arm() {
    arm(now());
  }

  private void arm(long now) {
    Duration delay;
    long arming;
    synchronized (this) {
      if (first == null || armed || closed) {
        return;
      }
      armed = true;
      armedFor = first.at;
      arming = ++armings;
      delay = Duration.ofNanos(Math.max(0, armedFor - now));
    }
    Scheduler.Cancellable scheduled = null;
    try {
      scheduled = scheduler.schedule(this::passed, delay);
    } finally {
      scheduled(arming, scheduled);
    }
  }

  /**
   * Stores a timer, so that {@link #close} can cancel it. The timer is null if it could not be
   * armed.
   */
  private void scheduled(long arming, Scheduler.@Nullable Cancellable which) {
    boolean unneeded;
    synchronized (this) {
      if (arming == armings) {
        timer = which;
        armed &= which != null;
      }
      unneeded = closed;
    }
    if (unneeded) {
      cancel(which);
    }
  }

  /** Returns the number of deadlines that have neither passed nor been cancelled. */
  public synchronized int size() {
    return size;
  }

  /** Runs the tasks whose deadlines have passed, and arms the timer again. */
  private void passed() {
    try {
      for (Runnable task = nextPassed(); task != null; task = nextPassed()) {
        run(task);
      }
    } finally {
      // Also reached if a task failed and the failure could not be logged for lack of memory.
      disarm();
    }
    try {
      arm(now());
    } catch (RuntimeException | Error e) {
      failures.record("the timer of deadlines could not be armed", e);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.record("a deadline's task failed", e);
    }
  }

  /** Removes the first deadline if it has passed, and returns its task; otherwise returns null. */
  private synchronized @Nullable Runnable nextPassed() {
    Deadline next = first;
    if (next == null || closed || next.at - now() > 0) {
      return null;
    }
    remove(next);
    return next.task;
  }

  private synchronized void disarm() {
    armed = false;
  }

  /**
   * Returns the clock's time, but at least the time for which the timer was armed. If the clock
   * throws, returns the time for which the timer was armed. Therefore, when the timer fires, the
   * deadline for which it was armed counts as passed, even if the clock fails or is behind the
   * scheduler's clock.
   */
  private synchronized long now() {
    try {
      long now = time.nanoTime();
      return now - armedFor < 0 ? armedFor : now;
    } catch (RuntimeException | Error e) {
      failures.record("the clock failed at a deadline", e);
      return armedFor;
    }
  }

  private void append(Deadline deadline) {
    deadline.before = last;
    if (last == null) {
      first = deadline;
    } else {
      last.after = deadline;
    }
    last = deadline;
    size++;
  }

  private synchronized void remove(Deadline deadline) {
    if (!deadline.pending) {
      return;
    }
    deadline.pending = false;
    Deadline before = deadline.before;
    Deadline after = deadline.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    // The links are cleared, so a handle that outlives its deadline keeps no other deadline in
    // memory.
    deadline.before = null;
    deadline.after = null;
    size--;
  }

  /**
   * Cancels the timer. After that, no task is started, not even the task of a deadline that is
   * added later.
   */
  @Override
  public void close() {
    Scheduler.@Nullable Cancellable last;
    synchronized (this) {
      closed = true;
      last = timer;
    }
    cancel(last);
  }

  private void cancel(Scheduler.@Nullable Cancellable which) {
    try {
      if (which != null) {
        which.cancel();
      }
    } catch (RuntimeException | Error e) {
      failures.record("the timer of deadlines could not be cancelled", e);
    }
  }
}
