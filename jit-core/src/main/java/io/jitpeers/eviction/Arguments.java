package io.jitpeers.eviction;

import java.time.Duration;

/** Argument checks that several classes of this package share. */
final class Arguments {
  private Arguments() {}

  static Duration positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be longer than zero, not " + value);
    }
    return value;
  }
}
