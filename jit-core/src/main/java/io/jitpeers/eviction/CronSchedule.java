package io.jitpeers.eviction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs eviction sweeps at the times of a cron expression. Changes of the time zone's clock, as for
 * daylight saving time, are handled as in cron.
 *
 * <p>If the expression's field for seconds, minutes or hours begins with a star, the sweeps follow
 * the clock: no sweep runs at a skipped time, and a sweep runs twice at a repeated time. With every
 * other expression, a sweep whose time is skipped runs right after the change. A sweep whose time
 * occurs twice runs only the first time.
 *
 * <p>A clock change of three hours or more forward, or of more than three hours back, counts as a
 * correction. At a correction, the sweeps of all expressions follow the clock.
 */
final class CronSchedule implements EvictionSchedule {
  /**
   * The limit between an ordinary clock change and a correction. A clock change forward counts as a
   * correction if it is at least this long. A clock change back counts as a correction only if it
   * is longer than this duration.
   */
  private static final Duration CORRECTION = Duration.ofHours(3);

  /**
   * How many years a search for the next sweep covers. The calendar repeats after 400 years, so a
   * search over 401 years finds a time if there is any.
   */
  private static final int YEARS = 401;

  private final String expression;
  private final ZoneId zone;
  private final CronExpression times;

  private CronSchedule(String expression, ZoneId zone, CronExpression times) {
    this.expression = expression;
    this.zone = zone;
    this.times = times;
  }

  static CronSchedule of(String expression, ZoneId zone) {
    Objects.requireNonNull(zone, "zone");
    try {
      return new CronSchedule(expression, zone, CronExpression.parse(expression));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + expression + "\" is not a cron expression that can be used: " + e.getMessage(), e);
    }
  }

  @Override
  public Duration untilNext(Instant wallNow, RandomGenerator random) {
    return Duration.between(wallNow, next(wallNow));
  }

  /**
   * Finds the time of the next sweep. Searches each period between two changes of the zone's offset
   * separately, because local time neither jumps nor repeats within such a period.
   */
  private Instant next(Instant now) {
    ZoneRules rules = zone.getRules();
    Instant start = now;
    LocalDateTime from = afterNow(rules, now);
    LocalDateTime limit = from.plusYears(YEARS);
    while (from.isBefore(limit)) {
      ZoneOffset offset = rules.getOffset(start);
      ZoneOffsetTransition change = rules.nextTransition(start);
      LocalDateTime end = change == null ? limit : change.getDateTimeBefore();
      LocalDateTime time = times.firstWithin(from, end);
      if (time != null) {
        return time.toInstant(offset);
      }
      if (change == null) {
        break;
      }
      if (isMadeUpFor(change)) {
        return change.getInstant();
      }
      start = change.getInstant();
      from = firstAfter(change);
    }
    throw new IllegalStateException(this + " has no time after " + now);
  }

  private LocalDateTime afterNow(ZoneRules rules, Instant now) {
    LocalDateTime next =
        LocalDateTime.ofInstant(now, rules.getOffset(now))
            .truncatedTo(ChronoUnit.SECONDS)
            .plusSeconds(1);
    ZoneOffsetTransition change = rules.previousTransition(now.plusNanos(1));
    if (change == null) {
      return next;
    }
    LocalDateTime first = firstAfter(change);
    return next.isBefore(first) ? first : next;
  }

  /**
   * Returns the first local time to consider after a clock change. A change back repeats local
   * times. If no sweep is to run at the repeated times, the result is the first local time after
   * them.
   */
  private LocalDateTime firstAfter(ZoneOffsetTransition change) {
    return change.isOverlap() && !times.isWildcard() && !isCorrection(change)
        ? change.getDateTimeBefore()
        : change.getDateTimeAfter();
  }

  /**
   * Returns whether a sweep runs right after a clock change. The result is true if the change skips
   * the time of a sweep, unless the schedule leaves out skipped times. A schedule leaves out
   * skipped times if the change is a correction, or if the expression's field for seconds, minutes
   * or hours begins with a star.
   */
  private boolean isMadeUpFor(ZoneOffsetTransition change) {
    return change.isGap()
        && !times.isWildcard()
        && !isCorrection(change)
        && skipped(change) != null;
  }

  private @Nullable LocalDateTime skipped(ZoneOffsetTransition change) {
    return times.firstWithin(change.getDateTimeBefore(), change.getDateTimeAfter());
  }

  private static boolean isCorrection(ZoneOffsetTransition change) {
    // As in cron, a change of exactly three hours forward is a correction, but a change of exactly
    // three hours back is not. The reason is that cron adds one minute for the time that passes
    // during the change.
    Duration step = change.getDuration();
    return step.compareTo(CORRECTION) >= 0 || step.compareTo(CORRECTION.negated()) < 0;
  }

  @Override
  public String toString() {
    return "cron \"" + expression + "\" in " + zone;
  }
}
