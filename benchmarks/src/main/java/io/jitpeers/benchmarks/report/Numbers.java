package io.jitpeers.benchmarks.report;

import java.util.Locale;

/** Formats numbers for tables: with three significant digits and thousands separators. */
public final class Numbers {
  private Numbers() {}

  /** Returns a value with about three significant digits, without decimals from 100 on. */
  public static String of(double value) {
    double size = Math.abs(value);
    int decimals = size == 0 || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.995 ? 2 : 3;
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  /** Returns a value with its unit. */
  public static String of(double value, String unit) {
    return of(value) + " " + unit;
  }

  /** Returns a ratio with two decimals. */
  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%,.2f", ratio);
  }

  /** Returns a fraction as a percentage. */
  public static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f%%", part * 100);
  }
}
