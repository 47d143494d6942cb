package io.jitpeers.internal.eviction;

import io.jitpeers.options.EvictionOptions;
import java.time.Duration;

/**
 * How many peers can be swept in good time. It adapts the way Open vSwitch adapts its flow limit
 * ({@code ofproto/ofproto-dpif-upcall.c}, {@code udpif_revalidator}), with a target in place of
 * that program's 1 s: beyond twice the target the limit is divided by the excess (there by whole
 * seconds), beyond 1.3 times it is cut by a quarter, and below the target it grows by 1,000 if the
 * set is near the limit and the pace allows for more.
 *
 * <p>Fed with the time of listing and choosing, not of removing: that depends on how many leave,
 * not on how many stay, and would make a set that shrinks shrink further. Not thread-safe but for
 * {@link #current}.
 */
final class AdaptiveLimit {
  private static final int STEP = 1_000;

  private final long target;
  private final int floor;
  private final int ceiling;
  private volatile int limit;

  AdaptiveLimit(EvictionOptions options) {
    this.target = options.sweepTarget().toNanos();
    this.floor = options.limitFloor();
    this.ceiling = options.limitCeiling();
    this.limit = ceiling;
  }

  /** How many peers can be swept in good time, from the floor to the ceiling. */
  int current() {
    return limit;
  }

  /** Learns from a sweep. */
  void swept(Duration took, int size) {
    long nanos = Math.max(1, took.toNanos());
    double excess = (double) nanos / target;
    double next = limit;
    if (excess > 2) {
      next = limit / excess;
    } else if (excess > 1.3) {
      next = limit * 0.75;
    } else if (excess < 1 && isNear(size) && limit < size / excess) {
      next = (double) limit + STEP;
    }
    limit = (int) Math.min(ceiling, Math.max(floor, next));
  }

  /** A set of less than half the limit shows nothing about more than the limit. */
  private boolean isNear(int size) {
    return size > limit / 2;
  }
}
