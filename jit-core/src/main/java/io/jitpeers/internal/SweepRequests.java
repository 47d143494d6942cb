package io.jitpeers.internal;

import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests sweeps, which evict idle peers, in addition to the scheduled sweeps. Thread-safe. */
final class SweepRequests {
  /**
   * The shortest pause between requested sweeps: REKEY_TIMEOUT (WireGuard whitepaper, section 6.1).
   */
  private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

  /**
   * The longest pause between requested sweeps. The pause grows up to this value while these sweeps
   * evict no peer. This value is also the interval of scheduled sweeps by default.
   */
  private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

  private final Supplier<EvictionCron> cron;
  private final TimeSource time;
  private boolean asked;
  private long soonAt;
  private long pause = SOON_NANOS;

  SweepRequests(Supplier<EvictionCron> cron, TimeSource time) {
    this.cron = cron;
    this.time = time;
  }

  /**
   * Requests a sweep, unless the previous request is too recent. The shortest time between two
   * requests is at first 5 s, because a refused client tries again after 5 s. Each requested sweep
   * that evicts no peer doubles this time, up to a minute, and a requested sweep that evicts a peer
   * sets it back to 5 s. So clients that are refused because the device is full do not make the
   * gateway list the device's peers constantly. Does nothing while sweeps are paused.
   */
  void soon() {
    if (cron.get().isPaused()) {
      return;
    }
    synchronized (this) {
      long now = time.nanoTime();
      if (asked && now - soonAt < pause) {
        return;
      }
      asked = true;
      soonAt = now;
    }
    var unused = sweep().whenComplete((report, failure) -> swept(report));
  }

  private synchronized void swept(@Nullable SweepReport report) {
    boolean madeRoom = report != null && !report.dryRun() && !report.evicted().isEmpty();
    pause = madeRoom ? SOON_NANOS : Math.min(2 * pause, LONGEST_NANOS);
  }

  /** Sweeps now, unless sweeps are paused. */
  void unlessPaused() {
    if (!cron.get().isPaused()) {
      var unused = sweep();
    }
  }

  /**
   * Sweeps now. If the sweep fails or cannot begin, {@link EvictionCron} logs and counts the
   * failure.
   */
  private CompletableFuture<SweepReport> sweep() {
    return cron.get().runNow(false);
  }
}
