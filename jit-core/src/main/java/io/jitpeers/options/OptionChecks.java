package io.jitpeers.options;

import java.time.Duration;

/** Range checks of option values. The exceptions name the option and the value. */
final class OptionChecks {
  /**
   * The maximum duration. It is far below 292 years, at which a count of nanoseconds overflows 64
   * bits.
   */
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private OptionChecks() {}

  static int positive(String name, int value) {
    require(value > 0, name, "1 or more", value);
    return value;
  }

  static int atMost(String name, int value, int most) {
    require(value > 0 && value <= most, name, "1 to " + most, value);
    return value;
  }

  static int upTo(String name, int value, int most) {
    require(value >= 0 && value <= most, name, "0 to " + most, value);
    return value;
  }

  static int notNegative(String name, int value) {
    require(value >= 0, name, "0 or more", value);
    return value;
  }

  static Duration positive(String name, Duration value) {
    require(!value.isNegative() && !value.isZero(), name, "longer than zero", value);
    require(value.compareTo(LONGEST) <= 0, name, "at most " + LONGEST.toDays() + " days", value);
    return value;
  }

  static Duration atLeast(String name, Duration value, Duration least) {
    String range = least.toSeconds() + " s or longer";
    require(value.compareTo(least) >= 0, name, range, value);
    return positive(name, value);
  }

  static Duration notNegative(String name, Duration value) {
    require(!value.isNegative(), name, "zero or longer", value);
    require(value.compareTo(LONGEST) <= 0, name, "at most " + LONGEST.toDays() + " days", value);
    return value;
  }

  static double fraction(String name, double value) {
    require(value >= 0 && value <= 1, name, "0 to 1", value);
    return value;
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
    }
  }
}
