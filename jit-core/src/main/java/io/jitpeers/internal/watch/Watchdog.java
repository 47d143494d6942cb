package io.jitpeers.internal.watch;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks periodically for calls that do not return and for stages that make no progress, including
 * the pipeline's scheduler. It also checks the parts that work by timers, such as revalidation. If
 * the next step of a part is not scheduled, the watchdog makes the part schedule it. Otherwise a
 * part that once failed to schedule its next step would wait for ever. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /**
   * The number of checks within the watchdog's patience, the time after which a call or a stage
   * without progress counts as hanging. With several checks, a hang is reported soon after this
   * time.
   */
  private static final int LOOKS = 4;

  private final CallWatch calls;
  private final Scheduler own;
  private final Scheduler watched;
  private final Duration every;
  private final Executor armer;
  private final List<Runnable> arming;
  private final AtomicBoolean armingDue = new AtomicBoolean();
  private final StageProgress ping;
  private final FailureLog failures;
  private final Object lock = new Object();
  private Scheduler.@Nullable Cancellable next;
  private Scheduler.@Nullable Cancellable retry;
  private boolean closed;
  private boolean pinged;

  /**
   * Creates a watchdog that is not started.
   *
   * @param calls the calls and stages to check
   * @param own the scheduler that runs the periodic checks. It is separate from the watched
   *     scheduler, which may hang. However, if the application provides a scheduler, such as a
   *     manual clock, {@code own} and {@code watched} are both that scheduler
   * @param watched the pipeline's scheduler
   * @param patience how long a call or a stage may make no progress
   * @param armer runs the {@code arming} actions, separately from the periodic checks, because an
   *     action may need a lock of a stage that hangs
   * @param arming one action for each part that works by timers; the action schedules the part's
   *     next step unless that step is scheduled already
   */
  public Watchdog(
      CallWatch calls,
      Scheduler own,
      Scheduler watched,
      Duration patience,
      TimeSource time,
      Executor armer,
      List<Runnable> arming) {
    this.calls = calls;
    this.own = own;
    this.watched = watched;
    this.every = patience.dividedBy(LOOKS);
    this.armer = armer;
    this.arming = List.copyOf(arming);
    this.ping =
        calls
            .stages()
            .stage("the scheduler", "deadlines, sweeps and lookups that are due wait for it")
            .visitor();
    this.failures = new FailureLog(log, time);
  }

  /** Begins the periodic checks, and finds out which thread belongs to the pipeline's scheduler. */
  public void start() {
    guarded("ask the scheduler for a sign of life", this::ping);
    arrange();
  }

  private void arrange() {
    synchronized (lock) {
      if (!closed) {
        next = own.schedule(this::look, every);
      }
    }
  }

  /**
   * Schedules the next check. If the watchdog's scheduler fails, the pipeline's scheduler is asked
   * to call this method again later. If the pipeline's scheduler fails too, this method is called
   * again when the next watched call ends, on the thread of that call.
   */
  private void arrangeOrRetry() {
    try {
      arrange();
    } catch (RuntimeException | Error e) {
      failures.record("the watchdog could not schedule its next look; it tries again", e);
      try {
        retryLater();
      } catch (RuntimeException | Error alike) {
        failures.record("the scheduler could not schedule the watchdog's next look either", alike);
        calls.afterNextCall(this::arrangeOrRetry);
      }
    }
  }

  private void retryLater() {
    synchronized (lock) {
      if (!closed) {
        retry = watched.schedule(this::arrangeOrRetry, every);
      }
    }
  }

  private void look() {
    guarded("look at calls that hang", calls::look);
    guarded("look at stages that hang", () -> calls.lookAtStages(LOOKS + 1));
    guarded("ask the scheduler for a sign of life", this::ping);
    if (armingDue.compareAndSet(false, true)) {
      guarded("begin to retry failed scheduling", this::handOverArming);
    }
    arrangeOrRetry();
  }

  private void handOverArming() {
    boolean handedOver = false;
    try {
      armer.execute(this::arm);
      handedOver = true;
    } finally {
      if (!handedOver) {
        armingDue.set(false);
      }
    }
  }

  private void arm() {
    // If a part hangs, this method is not called again until the part returns.
    arming.forEach(one -> guarded("schedule a part's next step", one));
    armingDue.set(false);
  }

  private void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.record("the watchdog could not " + what, e);
    }
  }

  /**
   * Schedules a ping: a task whose only purpose is to show that the pipeline's scheduler runs
   * tasks. Does nothing while an earlier ping still waits, so that pings do not pile up in a
   * scheduler that hangs.
   */
  private void ping() {
    synchronized (lock) {
      if (closed || pinged) {
        return;
      }
      pinged = true;
      ping.begin(calls.stages().schedulerThread());
    }
    try {
      var unused = watched.schedule(this::answered, Duration.ZERO);
    } catch (RuntimeException | Error e) {
      pingIsOver();
      throw e;
    }
  }

  private void answered() {
    calls.stages().schedulerThread(Thread.currentThread());
    pingIsOver();
  }

  private void pingIsOver() {
    synchronized (lock) {
      pinged = false;
      ping.end();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (next != null) {
        next.cancel();
      }
      if (retry != null) {
        retry.cancel();
      }
    }
  }
}
