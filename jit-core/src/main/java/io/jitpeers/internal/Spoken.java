package io.jitpeers.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Formats durations and times for people to read. Stateless. */
final class Spoken {
  private Spoken() {}

  /** Returns a duration in one or two units, such as {@code 3 d 4 h} or {@code 1.2 s}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 86_400) {
      return joined(duration.toDays(), "d", duration.toHoursPart(), "h");
    }
    if (seconds >= 3_600) {
      return joined(duration.toHours(), "h", duration.toMinutesPart(), "min");
    }
    if (seconds >= 60) {
      return joined(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
    }
    long tenths = duration.toMillis() / 100;
    return seconds >= 10 || tenths % 10 == 0
        ? seconds + " s"
        : tenths / 10 + "." + tenths % 10 + " s";
  }

  private static String joined(long major, String unit, long minor, String minorUnit) {
    return major + " " + unit + (minor == 0 ? "" : " " + minor + " " + minorUnit);
  }

  /** Returns a time in UTC, to the second, such as {@code 2026-01-31T12:00:00Z}. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
