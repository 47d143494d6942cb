package io.jitpeers.examples.simulate;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers and durations as text. */
final class Texts {
  private static final long MEGABYTE = 1_000_000;

  private Texts() {}

  /** Returns an integer with separators. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number with one decimal place, or none from 100 on. */
  static String decimal(double number) {
    return String.format(Locale.ROOT, number >= 100 ? "%,.0f" : "%,.1f", number);
  }

  static String megabytes(long bytes) {
    return decimal((double) bytes / MEGABYTE) + " MB";
  }

  static String seconds(double seconds) {
    return seconds < 1 ? decimal(seconds * 1_000) + " ms" : decimal(seconds) + " s";
  }

  /** Returns a duration as settings write it, such as 90s or 10m. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
