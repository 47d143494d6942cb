package io.jitpeers.eviction;

import com.google.common.base.Splitter;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The local times that a cron expression describes, as in crontab(5). The expression is a nickname,
 * such as {@code @daily}, or has five fields, optionally preceded by a field for seconds.
 * Immutable.
 */
final class CronExpression {
  private static final Splitter BLANKS = Splitter.onPattern("\\s+").omitEmptyStrings();
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int FIELDS = 5;

  /** The calendar, including the days of the week, repeats after this many years. */
  private static final int CALENDAR_YEARS = 400;

  private static final LocalDateTime CALENDAR_START = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final long SUNDAY = 1;
  private static final long SUNDAY_TOO = 1L << 7;

  private final long seconds;
  private final long minutes;
  private final long hours;
  private final long months;
  private final long daysOfMonth;
  private final long daysOfWeek;
  private final boolean bothDays;
  private final boolean wildcard;

  private CronExpression(List<String> fields, String second) {
    seconds = CronField.SECOND.parse(second);
    minutes = CronField.MINUTE.parse(fields.get(0));
    hours = CronField.HOUR.parse(fields.get(1));
    daysOfMonth = CronField.DAY_OF_MONTH.parse(fields.get(2));
    months = CronField.MONTH.parse(fields.get(3));
    long days = CronField.DAY_OF_WEEK.parse(fields.get(4));
    daysOfWeek = (days & SUNDAY_TOO) == 0 ? days : days | SUNDAY;
    // As in crontab(5), only a field's first character counts: a star with a step also counts as a
    // star.
    bothDays = isStar(fields.get(2)) || isStar(fields.get(4));
    wildcard = isStar(second) || isStar(fields.get(0)) || isStar(fields.get(1));
  }

  private static boolean isStar(String field) {
    return field.startsWith("*");
  }

  /**
   * Parses an expression.
   *
   * @throws IllegalArgumentException if the expression is invalid or describes no time at all; the
   *     message states the reason, but does not quote the whole expression
   */
  static CronExpression parse(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("@") && !NICKNAMES.containsKey(trimmed)) {
      throw new IllegalArgumentException(
          "nicknames are " + String.join(", ", NICKNAMES.keySet().stream().sorted().toList()));
    }
    List<String> fields = BLANKS.splitToList(NICKNAMES.getOrDefault(trimmed, trimmed));
    if (fields.size() != FIELDS && fields.size() != FIELDS + 1) {
      throw new IllegalArgumentException(
          "it has " + fields.size() + " fields, not 5, or 6 with seconds");
    }
    boolean withSeconds = fields.size() > FIELDS;
    CronExpression expression =
        withSeconds
            ? new CronExpression(fields.subList(1, fields.size()), fields.get(0))
            : new CronExpression(fields, "0");
    if (expression.firstWithin(CALENDAR_START, CALENDAR_START.plusYears(CALENDAR_YEARS)) == null) {
      throw new IllegalArgumentException("it matches no date");
    }
    return expression;
  }

  /**
   * Returns whether at least one of this expression's fields for seconds, minutes and hours begins
   * with a star. If so, a time that a clock change skips does not occur, and a time that a clock
   * change repeats occurs twice. The times of all other expressions are called appointments. Each
   * appointment occurs exactly once, even if a clock change skips or repeats it.
   */
  boolean isWildcard() {
    return wildcard;
  }

  /**
   * Finds the earliest time of this expression in a range.
   *
   * @param from the start of the range, inclusive
   * @param end the end of the range, exclusive
   * @return the earliest time, or null if there is none
   */
  @Nullable LocalDateTime firstWithin(LocalDateTime from, LocalDateTime end) {
    LocalDate date = from.toLocalDate();
    int second = from.toLocalTime().toSecondOfDay();
    while (!date.isAfter(end.toLocalDate())) {
      if (!has(months, date.getMonthValue())) {
        date = date.withDayOfMonth(1).plusMonths(1);
      } else {
        int found = isDay(date) ? firstTime(second) : -1;
        if (found >= 0) {
          LocalDateTime time = date.atTime(LocalTime.ofSecondOfDay(found));
          return time.isBefore(end) ? time : null;
        }
        date = date.plusDays(1);
      }
      second = 0;
    }
    return null;
  }

  private boolean isDay(LocalDate date) {
    boolean ofMonth = has(daysOfMonth, date.getDayOfMonth());
    boolean ofWeek = has(daysOfWeek, date.getDayOfWeek().getValue() % 7);
    return bothDays ? ofMonth && ofWeek : ofMonth || ofWeek;
  }

  private static boolean has(long bits, int value) {
    return (bits >> value & 1) == 1;
  }

  /**
   * Returns the first matching second of a day, at or after the given second; -1 if there is none.
   */
  private int firstTime(int from) {
    int hour = from / 3600;
    int minute = from / 60 % 60;
    if (has(hours, hour)) {
      int second = has(minutes, minute) ? next(seconds, from % 60) : -1;
      if (second >= 0) {
        return secondOfDay(hour, minute, second);
      }
      int later = next(minutes, minute + 1);
      if (later >= 0) {
        return secondOfDay(hour, later, next(seconds, 0));
      }
    }
    int later = next(hours, hour + 1);
    return later < 0 ? -1 : secondOfDay(later, next(minutes, 0), next(seconds, 0));
  }

  private static int secondOfDay(int hour, int minute, int second) {
    return (hour * 60 + minute) * 60 + second;
  }

  /**
   * Returns the number of the lowest set bit at or after the given bit number; -1 if there is none.
   */
  private static int next(long bits, int from) {
    int skipped = Long.numberOfTrailingZeros(bits >>> from);
    return skipped == Long.SIZE ? -1 : from + skipped;
  }
}
