package io.jitpeers.internal.hotset;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Converts the wall-clock times at which configs expire to times of the monotonic clock. */
final class Expiry {
  private static final Duration FAR = Duration.ofDays(36_500);

  private Expiry() {}

  /**
   * Returns the time of the monotonic clock at which a config expires. Later changes of the wall
   * clock do not affect the result.
   *
   * @param now the current monotonic time, in nanoseconds
   */
  static long of(PeerConfig config, TimeSource time, long now) {
    return of(config.expiresAt().orElse(null), time, now);
  }

  /**
   * Converts the wall-clock time of an expiry to a time of the monotonic clock. Returns {@link
   * ResidentRecord#NO_EXPIRY} if {@code expiresAt} is null.
   */
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
