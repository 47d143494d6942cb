package io.jitpeers.internal.eviction;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.common.Causes;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps the hot set on schedule and on request, one sweep at a time. Thread-safe; no call blocks.
 *
 * <p>A request during a sweep waits for it, together with all other requests of its kind: one
 * further sweep answers them all, since the sweep under way has begun before they were made. There
 * are two kinds, real ones and dry runs.
 *
 * <p>A sweep that fails is logged and counted, and the next one comes when it is due.
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

  /** Creates a cron that does nothing until it is started or asked. */
  public EvictionCron(CronDependencies parts) {
    this.parts = parts;
    this.failures = new FailureLog(log, parts.time());
    this.limit = new AdaptiveLimit(parts.options());
    this.adoption = new Adoption(parts);
    this.policies = new PolicyCalls(parts, counters);
    this.unlisted = new UnlistedPeers(parts, counters, () -> closed);
    this.expired = new ExpiredPeers(parts, unlisted, () -> closed);
  }

  /** Begins to sweep on schedule. Starting again does nothing. */
  public void start() {
    synchronized (lock) {
      started = true;
      arm();
    }
    expired.start();
  }

  /**
   * Stops sweeping on schedule; a sweep under way ends, and requests are still answered. Peers
   * whose configs expire are evicted all the same.
   */
  public void pause() {
    synchronized (lock) {
      paused = true;
    }
  }

  /** Undoes a pause. The next sweep comes when the schedule says so, counted from now. */
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
   * Sweeps now, or as soon as the sweep under way has ended; also while paused.
   *
   * @param dryRun true to report only; options that say so stand above false
   * @return completes with the report, or exceptionally with what made the sweep fail, or with
   *     {@link IllegalStateException} if the cron is closed; cancelling it does nothing
   */
  public CompletableFuture<SweepReport> runNow(boolean dryRun) {
    return request(dryRun).copy();
  }

  /** What was done so far. */
  public CronStatistics statistics() {
    boolean limited = parts.options().adaptiveLimit();
    return counters.snapshot(adoption, limited ? limit.current() : Integer.MAX_VALUE);
  }

  /**
   * Stops. A sweep under way removes nothing more, no found peer is asked about any more, and
   * requests that wait fail. Closing again does nothing.
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
   * Arranges for the next sweep if none is arranged for, as when the scheduler could not take it.
   * To be called every now and then.
   */
  public void rearm() {
    synchronized (lock) {
      if (!waking) {
        arm();
      }
    }
    expired.rearm();
  }

  /** Under the lock. If it fails, {@link #rearm} tries again. */
  private void arm() {
    if (started && !closed && wakeUp == null) {
      long mine = ++wakeUps;
      try {
        wakeUp = parts.scheduler().schedule(() -> wake(mine), untilNext());
      } catch (RuntimeException | Error e) {
        failures.record("the next sweep could not be arranged for; it is tried again", e);
      }
    }
  }

  /** If a plug-in's schedule throws, sweeps go on at a fixed interval. */
  private Duration untilNext() {
    EvictionSchedule schedule = parts.options().schedule();
    try {
      Duration wait = schedule.untilNext(parts.time().wallTime(), parts.random());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (RuntimeException | Error e) {
      log.error("{} cannot tell when the next sweep is: in {}", schedule, IF_SCHEDULE_FAILS, e);
      return IF_SCHEDULE_FAILS;
    }
  }

  /** Under the lock. */
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
        // A pause and a resume came in between, and the next wake-up is another one.
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
      failures.record("a sweep could not be begun; it is tried again when the next one is due", e);
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
   * No thread took the sweep: those who wait are told, and the next one is tried when it is due.
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
    // Whatever ended throws is logged there.
    var unused =
        sweep(dryRun).whenComplete((report, failure) -> ended(request, dryRun, report, failure));
  }

  private CompletableFuture<SweepReport> sweep(boolean dryRun) {
    try {
      return new Sweep(parts, limit, counters, policies, expired, unlisted, () -> closed, dryRun)
          .run();
    } catch (Throwable e) {
      // Also errors: a policy that does not link must not stop the cron for good.
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
        // All but the policy's part was done.
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
      failures.record("what follows a sweep failed", e);
      boolean unused = request.completeExceptionally(e);
    } finally {
      sweepOnTheExecutor();
    }
  }

  private void failed(CompletableFuture<SweepReport> request, Throwable cause) {
    counters.failed();
    if (closed) {
      log.info("closing cut a sweep short", cause);
    } else {
      failures.record("a sweep failed; the next one comes when it is due", cause);
    }
    request.completeExceptionally(cause);
  }
}
