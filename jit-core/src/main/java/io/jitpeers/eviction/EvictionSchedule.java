package io.jitpeers.eviction;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/**
 * Determines when eviction sweeps run: at an interval, at the times of a cron expression, or as
 * another implementation of this interface determines. In a sweep, the orchestrator lists the peers
 * on the device and evicts the peers that the eviction policy selects. Implementations are
 * immutable, thread-safe and non-blocking.
 */
@FunctionalInterface
public interface EvictionSchedule {
  /** The default jitter, as a fraction of the interval: 0.1. */
  double DEFAULT_JITTER = 0.1;

  /**
   * Returns how long to wait until the next sweep begins. The orchestrator calls this method when a
   * sweep has ended.
   *
   * @param wallNow the wall-clock time
   * @param random the source of the random variation (jitter)
   * @return a duration that is not negative
   */
  Duration untilNext(Instant wallNow, RandomGenerator random);

  /**
   * Returns a schedule with an interval from the end of one sweep to the beginning of the next. The
   * interval varies at random by up to the fraction {@link #DEFAULT_JITTER} in either direction, so
   * that gateways that start at the same time do not keep sweeping at the same times.
   *
   * @param interval the mean interval
   * @return the schedule
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  static EvictionSchedule every(Duration interval) {
    return every(interval, DEFAULT_JITTER);
  }

  /**
   * Returns a schedule with an interval from the end of one sweep to the beginning of the next.
   *
   * @param interval the mean interval
   * @param jitter how much the interval varies at most in either direction, as a fraction of the
   *     interval, 0 to 1
   * @return the schedule
   * @throws IllegalArgumentException if the interval is zero or negative, or the fraction is out of
   *     range
   */
  static EvictionSchedule every(Duration interval, double jitter) {
    return IntervalSchedule.of(interval, jitter);
  }

  /**
   * Returns a schedule from a cron expression in the form of crontab(5): minute, hour, day of
   * month, month, day of week, optionally preceded by a field for seconds. Names, lists, ranges and
   * steps are supported. The expression may also be a nickname: {@code @yearly}, {@code @annually},
   * {@code @monthly}, {@code @weekly}, {@code @daily}, {@code @midnight} and {@code @hourly}.
   *
   * <p>If the field for the day of month or the field for the day of week begins with {@code *}, a
   * day matches if both fields match. The star may have a step: {@code 0 9 *}{@code /2 * 3} means 9
   * a.m. on Wednesdays with an odd date. If both fields begin with another character, a day matches
   * if at least one of the two fields matches.
   *
   * <p>Clock changes, as for daylight saving time, are handled as in cron. If the field for
   * seconds, minutes or hours begins with {@code *}, sweeps follow the clock: no sweep runs at a
   * skipped time, and a sweep runs twice at a repeated time. If none of these three fields begins
   * with {@code *}, a sweep runs exactly once for each time of the expression. If a clock change
   * skips the time, the sweep runs right after the change. If a clock change repeats the time, the
   * sweep runs only the first time. A change of three hours or more forward, or of more than three
   * hours back, counts as a correction of the clock. At a correction, the sweeps of every
   * expression follow the clock.
   *
   * @param expression such as {@code 0 3 * * *} for 3 a.m. every day
   * @param zone the time zone of the expression
   * @return the schedule
   * @throws IllegalArgumentException if the expression is invalid or describes no time at all
   */
  static EvictionSchedule cron(String expression, ZoneId zone) {
    return CronSchedule.of(expression, zone);
  }
}
