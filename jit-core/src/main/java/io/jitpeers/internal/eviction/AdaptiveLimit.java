package io.jitpeers.internal.eviction;

import io.jitpeers.options.EvictionOptions;
import java.time.Duration;

/**
 * A limit on the number of peers. It is chosen so that a sweep can list the peers and choose among
 * them within the target time. The limit adapts in the way in which Open vSwitch adapts its flow
 * limit ({@code ofproto/ofproto-dpif-upcall.c}, {@code udpif_revalidator}), with a configurable
 * target time in place of 1 s:
 *
 * <ul>
 *   <li>If a sweep takes more than twice the target time, the limit is divided by the ratio of the
 *       sweep's duration to the target time (Open vSwitch divides by whole seconds).
 *   <li>If a sweep takes more than 1.3 times the target time, but not more than twice, the limit is
 *       cut by a quarter.
 *   <li>If a sweep takes less than the target time, the limit grows by 1,000 peers, provided that
 *       two conditions hold. First, the hot set (the set of resident peers) is larger than half the
 *       limit. Second, at the speed of this sweep, a hot set larger than the limit could be swept
 *       within the target time.
 * </ul>
 *
 * <p>The measured time is the time to list peers and to choose among them. The time to remove peers
 * does not count, because it depends on how many peers leave, not on how many stay. If it counted,
 * the removal of many peers would lower the limit, and the lower limit would cause the next
 * removals. Not thread-safe, except for {@link #current}.
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

  /**
   * Returns the number of peers that can be swept within the target time, between the configured
   * minimum and the configured maximum.
   */
  int current() {
    return limit;
  }

  /**
   * Adapts the limit to the duration of a sweep.
   *
   * @param took how long the sweep took to list the device and to choose the peers to evict
   * @param size the number of resident peers
   */
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

  /**
   * Returns whether the hot set is larger than half the limit. A smaller set does not show whether
   * the limit can grow.
   */
  private boolean isNear(int size) {
    return size > limit / 2;
  }
}
