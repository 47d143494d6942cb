package io.jitpeers.eviction;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Locale;

/** A field of a cron expression: its title, and the numbers and names that it accepts. */
enum CronField {
  SECOND("second", 0, 59, ImmutableList.of()),
  MINUTE("minute", 0, 59, ImmutableList.of()),
  HOUR("hour", 0, 23, ImmutableList.of()),
  DAY_OF_MONTH("day of month", 1, 31, ImmutableList.of()),
  MONTH(
      "month",
      1,
      12,
      ImmutableList.of(
          "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  /** Sunday is 0 or 7. */
  DAY_OF_WEEK(
      "day of week", 0, 7, ImmutableList.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final Splitter COMMAS = Splitter.on(',');

  /**
   * The maximum number of digits of a number in an expression. A longer number is an error in every
   * field and in every step.
   */
  private static final int MAX_DIGITS = 4;

  private final String title;
  private final int first;
  private final int last;
  private final ImmutableList<String> names;

  CronField(String title, int first, int last, ImmutableList<String> names) {
    this.title = title;
    this.first = first;
    this.last = last;
    this.names = names;
  }

  /**
   * Parses the field's text: a list of stars, numbers and ranges. A star or a range can have a
   * step.
   *
   * @return a value in which the bit of each matching number is set
   * @throws IllegalArgumentException if the text is invalid; the caller puts the message at the end
   *     of a sentence
   */
  long parse(String text) {
    long bits = 0;
    for (String part : COMMAS.split(text)) {
      bits |= parsePart(part);
    }
    return bits;
  }

  private long parsePart(String part) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int hyphen = range.indexOf('-');
    boolean single = hyphen < 0 && !range.equals("*");
    if (slash >= 0 && single) {
      throw new IllegalArgumentException(
          "the " + title + " \"" + part + "\" has a step, which only * and a range can have");
    }
    int step = slash < 0 ? 1 : step(part, part.substring(slash + 1));
    if (range.equals("*")) {
      return bits(first, last, step);
    }
    int from = value(part, single ? range : range.substring(0, hyphen));
    int to = single ? from : value(part, range.substring(hyphen + 1));
    if (from > to) {
      throw new IllegalArgumentException(
          "the " + title + " \"" + part + "\" is a range that ends before it begins");
    }
    return bits(from, to, step);
  }

  private static long bits(int from, int to, int step) {
    long bits = 0;
    for (int value = from; value <= to; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private int step(String part, String text) {
    if (!isNumber(text) || Integer.parseInt(text) == 0) {
      throw new IllegalArgumentException(
          "the " + title + " \"" + part + "\" has a step that is not a positive number");
    }
    return Integer.parseInt(text);
  }

  private int value(String part, String text) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return first + named;
    }
    if (!isNumber(text)) {
      throw new IllegalArgumentException(
          "the " + title + " \"" + part + "\" is not made of numbers" + orNames());
    }
    int value = Integer.parseInt(text);
    if (value < first || value > last) {
      throw new IllegalArgumentException(
          "the " + title + " \"" + part + "\" is not within " + first + " to " + last);
    }
    return value;
  }

  private String orNames() {
    return names.isEmpty() ? "" : " or names such as " + names.get(0).toUpperCase(Locale.ROOT);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
