package io.jitpeers.examples.peers;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Formats times and amounts like wg(8). */
final class Notation {
  private static final String[] BYTE_UNITS = {"KiB", "MiB", "GiB", "TiB"};
  private static final int BYTE_STEP = 1024;

  private Notation() {}

  /**
   * Formats how long ago a time was, such as {@code 5 seconds ago}. Both times are first rounded
   * down to whole seconds.
   */
  static String ago(Instant then, Instant now) {
    long seconds = now.getEpochSecond() - then.getEpochSecond();
    if (seconds < 0) {
      return "(in the future: the clock was set back)";
    }
    return seconds == 0 ? "Now" : time(seconds) + " ago";
  }

  /**
   * Formats a positive number of seconds, such as {@code 1 hour, 5 seconds}. A year has 365 days.
   */
  static String time(long seconds) {
    List<String> parts = new ArrayList<>();
    long days = seconds / 86_400;
    add(parts, days / 365, "year");
    add(parts, days % 365, "day");
    add(parts, seconds / 3_600 % 24, "hour");
    add(parts, seconds / 60 % 60, "minute");
    add(parts, seconds % 60, "second");
    return String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String unit) {
    if (count != 0) {
      parts.add(count + " " + unit + (count == 1 ? "" : "s"));
    }
  }

  /** Formats an amount of data, such as {@code 12 B} or {@code 1.50 KiB}. */
  static String bytes(long bytes) {
    if (bytes < BYTE_STEP) {
      return bytes + " B";
    }
    int unit = 0;
    long divisor = BYTE_STEP;
    while (unit < BYTE_UNITS.length - 1 && bytes / divisor >= BYTE_STEP) {
      divisor *= BYTE_STEP;
      unit++;
    }
    // Rounds like printf: half to even. String.format rounds half up.
    BigDecimal amount =
        BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(divisor), 2, RoundingMode.HALF_EVEN);
    return amount.toPlainString() + " " + BYTE_UNITS[unit];
  }
}
