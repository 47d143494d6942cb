package io.jitpeers.eviction;

import java.time.Duration;

/** Argument checks that several classes of this package share. */
final class Arguments {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private Arguments() {}

  static Duration positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be longer than zero, not " + value);
    }
    return value;
  }

  /**
   * Returns a duration in nanoseconds, or the nearest long if the duration exceeds the range of a
   * long.
   */
  static long nanos(Duration duration) {
    if (duration.compareTo(LONGEST) >= 0) {
      return Long.MAX_VALUE;
    }
    return duration.compareTo(LONGEST.negated()) <= 0 ? Long.MIN_VALUE : duration.toNanos();
  }
}
