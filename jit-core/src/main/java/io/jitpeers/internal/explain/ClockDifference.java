package io.jitpeers.internal.explain;

import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Computes how far a client's clock is ahead of this gateway's. Stateless. */
final class ClockDifference {
  /** Stands for a timestamp that is no wall-clock time. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Larger differences count as this one. */
  private static final Duration MOST = Duration.ofDays(365_250);

  private ClockDifference() {}

  /** Returns the milliseconds by which a timestamp is ahead of the time when it arrived. */
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
