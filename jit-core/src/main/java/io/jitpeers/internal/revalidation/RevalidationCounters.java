package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.statistics.JitStatistics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The counters of revalidation. Thread-safe. */
final class RevalidationCounters {
  final LongAdder asked = new LongAdder();
  final LongAdder notModified = new LongAdder();
  final LongAdder changed = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder revoked = new LongAdder();
  final LongAdder held = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder hints = new LongAdder();
  final LongAdder brakes = new LongAdder();

  JitStatistics.Revalidations snapshot(
      int open, int violating, boolean brakeEngaged, int heldNow, Duration mostOverdue) {
    return new StatisticsSnapshot.RevalidationCounts(
        asked.sum(),
        open,
        notModified.sum(),
        changed.sum(),
        revoked.sum(),
        refused.sum(),
        violating,
        failed.sum(),
        hints.sum(),
        held.sum(),
        brakes.sum(),
        brakeEngaged,
        heldNow,
        mostOverdue);
  }
}
