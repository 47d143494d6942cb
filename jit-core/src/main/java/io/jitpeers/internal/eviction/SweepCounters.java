package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.SweepReport;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counters over all sweeps. Thread-safe. */
final class SweepCounters {
  private final AtomicLong sweeps = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong ignored = new AtomicLong();
  private final AtomicLong failedProbes = new AtomicLong();
  private volatile boolean failing;
  private volatile @Nullable SweepReport lastReport;

  void swept(SweepReport report) {
    sweeps.incrementAndGet();
    lastReport = report;
    failing = false;
  }

  void failed() {
    failed.incrementAndGet();
    failing = true;
  }

  void ignored(int selections) {
    ignored.addAndGet(selections);
  }

  void probeFailed() {
    failedProbes.incrementAndGet();
  }

  CronStatistics snapshot(Adoption adoption, int suggestedLimit) {
    return new CronStatistics(
        sweeps.get(),
        failed.get(),
        failing,
        ignored.get(),
        failedProbes.get(),
        adoption.adopted(),
        adoption.failedLookups(),
        suggestedLimit,
        lastReport);
  }
}
