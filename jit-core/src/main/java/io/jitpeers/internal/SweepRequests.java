package io.jitpeers.internal;

import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Sweeps that are asked for besides those of the schedule. Thread-safe. */
final class SweepRequests {
  /** REKEY_TIMEOUT, whitepaper section 6.1. */
  private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long NEVER = Long.MIN_VALUE;

  private final Supplier<EvictionCron> cron;
  private final TimeSource time;
  private final AtomicLong soonAt = new AtomicLong(NEVER);

  SweepRequests(Supplier<EvictionCron> cron, TimeSource time) {
    this.cron = cron;
    this.time = time;
  }

  /** Brings a sweep forward, at most once in the time after which a refused client tries again. */
  void soon() {
    long now = time.nanoTime();
    long before = soonAt.get();
    boolean due = before == NEVER || now - before >= SOON_NANOS;
    if (due && soonAt.compareAndSet(before, now)) {
      sweep();
    }
  }

  /** Sweeps now, unless sweeps are paused. */
  void unlessPaused() {
    if (!cron.get().isPaused()) {
      sweep();
    }
  }

  private void sweep() {
    // A sweep that fails, or cannot be begun, is logged and counted by the cron.
    CompletableFuture<SweepReport> unused = cron.get().runNow(false);
  }
}
