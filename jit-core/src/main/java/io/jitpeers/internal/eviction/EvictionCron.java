package io.jitpeers.internal.eviction;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.recording.RecordedSweep;
import io.jitpeers.internal.recording.Recording;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs sweeps on schedule and on request, one at a time. A sweep lists the peers on the device and
 * evicts those that the policies select. Thread-safe; no call blocks.
 *
 * <p>A request is for a real sweep or for a dry run. A request that arrives during a sweep is not
 * answered by that sweep, which may have listed the device already. The request waits until that
 * sweep ends. One further sweep then answers all waiting requests of the same kind.
 *
 * <p>A sweep that fails is logged and counted, and the next sweep begins when it is due.
 */
public final class EvictionCron implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EvictionCron.class);

  private static final Duration IF_SCHEDULE_FAILS = Duration.ofMinutes(1);

  private final Object lock = new Object();
  private final CronDependencies parts;
  private final AdaptiveLimit limit;
  private final Adoption adoption;
  private final UnlistedPeers unlisted;
  private final ExpiredPeers expired;
  private final SweepCounters counters = new SweepCounters();
  private final PolicyCalls policies;
  private final FailureLog failures;
  private boolean started;
  private boolean paused;
  private volatile boolean closed;
  private boolean sweeping;
  private boolean waking;
  private long wakeUps;
  private Scheduler.@Nullable Cancellable wakeUp;
  private @Nullable CompletableFuture<SweepReport> nextReal;
  private @Nullable CompletableFuture<SweepReport> nextDry;

  /** Creates a cron that does nothing until it is started or receives a request. */
  public EvictionCron(CronDependencies parts) {
    this.parts = parts;
    this.failures = new FailureLog(log, parts.time());
    this.limit = new AdaptiveLimit(parts.options());
    this.adoption = new Adoption(parts);
    this.policies = new PolicyCalls(parts, counters);
    this.unlisted = new UnlistedPeers(parts, counters, () -> closed);
    this.expired = new ExpiredPeers(parts, unlisted, () -> closed);
  }

  /** Begins to sweep on schedule. Idempotent. */
  public void start() {
    synchronized (lock) {
      started = true;
      arm();
    }
    expired.start();
  }

  /**
   * Stops sweeping on schedule. A sweep in progress ends normally, and requests are still answered.
   * Peers whose configs expire are still evicted.
   */
  public void pause() {
    synchronized (lock) {
      paused = true;
    }
  }

  /** Ends a pause. Schedules the next sweep as if a sweep had just ended. */
  public void resume() {
    synchronized (lock) {
      paused = false;
      disarm();
      arm();
    }
  }

  /** Returns whether sweeping on schedule is stopped. */
  public boolean isPaused() {
    synchronized (lock) {
      return paused;
    }
  }

  /**
   * Sweeps now, or as soon as the sweep in progress has ended. Works while paused.
   *
   * @param dryRun whether the sweep only reports; if the options demand dry runs, every sweep only
   *     reports
   * @return a future that completes with the report, or exceptionally with the failure of the
   *     sweep, or with {@link IllegalStateException} if the cron is closed; cancelling the future
   *     has no effect
   */
  public CompletableFuture<SweepReport> runNow(boolean dryRun) {
    return request(dryRun).copy();
  }

  /** Returns the statistics so far. */
  public CronStatistics statistics() {
    boolean limited = parts.options().adaptiveLimit();
    return counters.snapshot(adoption, limited ? limit.current() : Integer.MAX_VALUE);
  }

  /**
   * Closes the cron. A sweep in progress removes no further peer, and waiting requests fail. From
   * now on, the cron no longer evicts peers whose configs expire, and no longer asks the control
   * plane about peers that were found on the device. Idempotent.
   */
  @Override
  public void close() {
    CompletableFuture<SweepReport> real;
    CompletableFuture<SweepReport> dry;
    synchronized (lock) {
      closed = true;
      disarm();
      real = nextReal;
      dry = nextDry;
      nextReal = null;
      nextDry = null;
    }
    expired.close();
    adoption.close();
    failClosed(real);
    failClosed(dry);
  }

  private static void failClosed(@Nullable CompletableFuture<SweepReport> request) {
    if (request != null) {
      request.completeExceptionally(closedFailure());
    }
  }

  private static IllegalStateException closedFailure() {
    return new IllegalStateException("the orchestrator was closed");
  }

  /**
   * Schedules the next sweep if none is scheduled, for example because the scheduler failed. The
   * watchdog calls this from time to time.
   */
  public void rearm() {
    synchronized (lock) {
      if (!waking) {
        arm();
      }
    }
    expired.rearm();
  }

  /**
   * Schedules the next sweep. If that fails, {@link #rearm} tries again. The caller holds the lock.
   */
  private void arm() {
    if (started && !closed && wakeUp == null) {
      long mine = ++wakeUps;
      try {
        wakeUp = parts.scheduler().schedule(() -> wake(mine), untilNext());
      } catch (RuntimeException | Error e) {
        failures.record("the next sweep could not be scheduled; trying again later", e);
      }
    }
  }

  /**
   * Returns the time until the next sweep. If the schedule throws, as a plug-in's schedule may,
   * returns a fixed interval.
   */
  private Duration untilNext() {
    EvictionSchedule schedule = parts.options().schedule();
    try {
      Duration wait = schedule.untilNext(parts.time().wallTime(), parts.random());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (RuntimeException | Error e) {
      log.error(
          "{} failed to compute the next sweep; sweeping in {}", schedule, IF_SCHEDULE_FAILS, e);
      return IF_SCHEDULE_FAILS;
    }
  }

  /** Cancels the scheduled sweep. The caller holds the lock. */
  private void disarm() {
    if (wakeUp != null) {
      wakeUp.cancel();
      wakeUp = null;
    }
  }

  private void wake(long which) {
    boolean skipped;
    synchronized (lock) {
      if (which != wakeUps || wakeUp == null) {
        // This call comes from an outdated timer: the cron was paused and resumed, which scheduled
        // another timer.
        return;
      }
      wakeUp = null;
      if (closed) {
        return;
      }
      waking = true;
      skipped = paused;
    }
    CompletableFuture<?> done;
    try {
      done = skipped ? CompletableFuture.completedFuture(null) : request(false);
    } catch (RuntimeException | Error e) {
      failures.record("a sweep could not begin; the next one begins when it is due", e);
      done = CompletableFuture.completedFuture(null);
    }
    // A failure is logged where the sweep ends.
    var unused =
        done.whenComplete(
            (report, failure) -> {
              synchronized (lock) {
                waking = false;
                arm();
              }
            });
  }

  private CompletableFuture<SweepReport> request(boolean dryRun) {
    CompletableFuture<SweepReport> request;
    boolean idle;
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(closedFailure());
      }
      request = dryRun ? nextDry : nextReal;
      if (request == null) {
        request = new CompletableFuture<>();
        if (dryRun) {
          nextDry = request;
        } else {
          nextReal = request;
        }
      }
      idle = !sweeping;
      sweeping = true;
    }
    if (idle) {
      sweepOnTheExecutor();
    }
    return request;
  }

  private void sweepOnTheExecutor() {
    try {
      unlisted.listingAwaited();
      parts.executor().execute(this::sweepNext);
    } catch (RuntimeException | Error e) {
      failWaiting(e);
    }
  }

  /**
   * Fails the waiting requests because the executor did not accept the sweep. The next sweep is
   * tried when it is due.
   */
  private void failWaiting(Throwable failure) {
    CompletableFuture<SweepReport> real;
    CompletableFuture<SweepReport> dry;
    unlisted.listingEnded();
    synchronized (lock) {
      sweeping = false;
      real = nextReal;
      dry = nextDry;
      nextReal = null;
      nextDry = null;
    }
    if (real != null) {
      failed(real, failure);
    }
    if (dry != null) {
      failed(dry, failure);
    }
  }

  private void sweepNext() {
    CompletableFuture<SweepReport> request;
    boolean dryRun;
    synchronized (lock) {
      dryRun = nextReal == null;
      request = dryRun ? nextDry : nextReal;
      if (request == null) {
        sweeping = false;
        unlisted.listingEnded();
        return;
      }
      if (dryRun) {
        nextDry = null;
      } else {
        nextReal = null;
      }
    }
    RecordedSweep recorded = Recording.sweep();
    // The callback logs its own failures.
    var unused =
        sweep(dryRun)
            .whenComplete(
                (report, failure) -> {
                  if (recorded != null) {
                    recorded.ended(dryRun, report);
                  }
                  ended(request, dryRun, report, failure);
                });
  }

  private CompletableFuture<SweepReport> sweep(boolean dryRun) {
    try {
      return new Sweep(parts, limit, counters, policies, expired, unlisted, () -> closed, dryRun)
          .run();
    } catch (Throwable e) {
      // Errors are caught too: a policy with a linkage error must not stop the cron forever.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(
      CompletableFuture<SweepReport> request,
      boolean dryRun,
      @Nullable SweepReport report,
      @Nullable Throwable failure) {
    try {
      boolean swept;
      if (report == null) {
        Throwable cause = Causes.cause(failure == null ? closedFailure() : failure);
        // The sweep did everything except apply the failed policy.
        swept = cause instanceof PolicyFailure && !dryRun;
        failed(request, cause);
      } else {
        swept = !report.dryRun();
        counters.swept(report);
        request.complete(report);
        parts.events().publish(new JitEvent.SweepCompleted(report));
      }
      if (swept && !closed) {
        adoption.begin();
      }
    } catch (RuntimeException | Error e) {
      failures.record("the work after a sweep failed", e);
      boolean unused = request.completeExceptionally(e);
    } finally {
      sweepOnTheExecutor();
    }
  }

  private void failed(CompletableFuture<SweepReport> request, Throwable cause) {
    counters.failed();
    if (closed) {
      log.info("a sweep was cut short because the cron is closing", cause);
    } else {
      failures.record("a sweep failed; the next one begins when it is due", cause);
    }
    request.completeExceptionally(cause);
  }
}
