package io.jitpeers.internal.hotset;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When configs expire, on the monotonic clock. */
final class Expiry {
  private static final Duration FAR = Duration.ofDays(36_500);

  private Expiry() {}

  /**
   * Converts a config's expiry; once, so that a wall clock that is set later moves none.
   *
   * @param now what the result is to be compared with, in nanoseconds
   */
  static long of(PeerConfig config, TimeSource time, long now) {
    return of(config.expiresAt().orElse(null), time, now);
  }

  /** Converts an expiry; null is none. */
  static long of(@Nullable Instant expiresAt, TimeSource time, long now) {
    if (expiresAt == null) {
      return ResidentRecord.NO_EXPIRY;
    }
    Duration left = Duration.between(time.wallTime(), expiresAt);
    if (left.abs().compareTo(FAR) > 0) {
      left = left.isNegative() ? FAR.negated() : FAR;
    }
    return now + left.toNanos();
  }
}
