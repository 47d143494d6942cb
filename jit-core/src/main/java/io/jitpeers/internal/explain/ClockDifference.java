package io.jitpeers.internal.explain;

import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Computes how far a client's clock is ahead of this gateway's clock. Stateless. */
final class ClockDifference {
  /** The result for a timestamp that is missing or is not a wall-clock time. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** The maximum difference. Larger differences are reduced to this value. */
  private static final Duration MOST = Duration.ofDays(365_250);

  private ClockDifference() {}

  /**
   * Returns the milliseconds by which a timestamp is ahead of its time of arrival. The result is
   * negative if the timestamp is behind. It is {@link #UNKNOWN} if the timestamp is missing or is
   * not a wall-clock time.
   */
  static long millis(@Nullable Tai64n timestamp, Instant arrived) {
    Instant stamped = timestamp == null ? null : timestamp.toInstant().orElse(null);
    if (stamped == null) {
      return UNKNOWN;
    }
    Duration difference = Duration.between(arrived, stamped);
    if (difference.abs().compareTo(MOST) > 0) {
      return difference.isNegative() ? -MOST.toMillis() : MOST.toMillis();
    }
    return difference.toMillis();
  }
}
