package io.jitpeers.http;

import java.time.Duration;

/**
 * Checks that the values of options are in range. If a value is out of range, the exception's
 * message contains the value.
 */
final class Checks {
  // The longest duration that any option permits. It is far beyond any sensible value, and below
  // the 292 years that a long can hold in nanoseconds.
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Checks() {}

  static int inRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new OptionException(name, "must be " + min + " to " + max + ", not " + value);
    }
    return value;
  }

  static Duration atLeast(String name, Duration value, Duration min) {
    if (value.compareTo(min) < 0 || value.compareTo(LONGEST) > 0) {
      throw new OptionException(name, "must be " + min + " to " + LONGEST + ", not " + value);
    }
    return value;
  }
}
