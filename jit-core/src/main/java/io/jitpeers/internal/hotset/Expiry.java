package io.jitpeers.internal.hotset;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Converts the expiry of configs to the monotonic clock. */
final class Expiry {
  private static final Duration FAR = Duration.ofDays(36_500);

  private Expiry() {}

  /**
   * Returns a config's expiry on the monotonic clock. It is converted once, so later changes of the
   * wall clock do not move it.
   *
   * @param now the current monotonic time, in nanoseconds
   */
  static long of(PeerConfig config, TimeSource time, long now) {
    return of(config.expiresAt().orElse(null), time, now);
  }

  /** Returns an expiry on the monotonic clock; null means no expiry. */
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
