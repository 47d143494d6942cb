package io.jitpeers.eviction;

import java.time.Duration;

/** Checks of arguments that several classes here take. */
final class Arguments {
  private Arguments() {}

  static Duration positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be longer than zero, not " + value);
    }
    return value;
  }
}
