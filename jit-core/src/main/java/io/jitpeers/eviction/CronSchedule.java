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
 * Sweeps when a cron expression says so. Where a zone's clock is set to another time, this does
 * what cron does: a time that was skipped comes right after, one that comes twice counts once; if
 * it begins with a star, as one that recurs, it follows the clock. A clock that is set by hours is
 * corrected, and then followed by all.
 */
final class CronSchedule implements EvictionSchedule {
  /** By how much the clock is set where cron takes that for a correction. */
  private static final Duration CORRECTION = Duration.ofHours(3);

  /** After so many years all dates and days of the week were there, leap days too. */
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

  /** Goes from one change of the offset to the next: in between local time is like any other. */
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

  /** The first local time after a change that was not there before it, unless times recur. */
  private LocalDateTime firstAfter(ZoneOffsetTransition change) {
    return change.isOverlap() && !times.isWildcard() && !isCorrection(change)
        ? change.getDateTimeBefore()
        : change.getDateTimeAfter();
  }

  /** Whether a time was skipped that is to be kept. */
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
    // One minute passes while the clock is set, so three hours forward are one for cron, and three
    // hours back are not.
    Duration step = change.getDuration();
    return step.compareTo(CORRECTION) >= 0 || step.compareTo(CORRECTION.negated()) < 0;
  }

  @Override
  public String toString() {
    return "cron \"" + expression + "\" in " + zone;
  }
}
