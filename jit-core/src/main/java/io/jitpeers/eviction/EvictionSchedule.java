package io.jitpeers.eviction;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.random.RandomGenerator;

/**
 * When sweeps happen: at an interval, by a cron expression, or as yours says. Implementations are
 * immutable and thread-safe, and do not block.
 */
@FunctionalInterface
public interface EvictionSchedule {
  /** By which fraction an interval varies unless told otherwise: 0.1. */
  double DEFAULT_JITTER = 0.1;

  /**
   * Tells how long to wait for the next sweep. Asked when a sweep has ended.
   *
   * @param wallNow the wall-clock time
   * @param random where jitter comes from
   * @return a duration that is not negative
   */
  Duration untilNext(Instant wallNow, RandomGenerator random);

  /**
   * Sweeps at an interval, from the end of one to the beginning of the next, that varies by {@link
   * #DEFAULT_JITTER} either way, so that gateways that were started together do not stay together.
   *
   * @param interval the mean interval
   * @return the schedule
   * @throws IllegalArgumentException if the interval is zero or negative
   */
  static EvictionSchedule every(Duration interval) {
    return every(interval, DEFAULT_JITTER);
  }

  /**
   * Sweeps at an interval, from the end of one to the beginning of the next.
   *
   * @param interval the mean interval
   * @param jitter by which fraction the interval varies either way, 0 to 1
   * @return the schedule
   * @throws IllegalArgumentException if the interval is zero or negative, or the fraction out of
   *     range
   */
  static EvictionSchedule every(Duration interval, double jitter) {
    return IntervalSchedule.of(interval, jitter);
  }

  /**
   * Sweeps when a cron expression says so, in the form of crontab(5): minute, hour, day of month,
   * month, day of week, with an optional field for seconds before them. Names, lists, ranges and
   * steps are understood, and the nicknames {@code @yearly}, {@code @annually}, {@code @monthly},
   * {@code @weekly}, {@code @daily}, {@code @midnight} and {@code @hourly}.
   *
   * <p>If neither the day of month nor the day of week begins with {@code *}, either will do; else
   * both have to fit, also with a step: {@code 0 9 *}{@code /2 * 3} means Wednesdays of odd date.
   *
   * <p>When the clock is set by less than three hours, as to summer time and from it, this does
   * what cron does. Times that are skipped come once, right after the change; times that are
   * repeated come the first time only. If the second, the minute or the hour begins with {@code *}
   * times follow the clock: what is skipped is left out, and what is repeated comes twice. A larger
   * change is a correction of the clock, after which every time follows it.
   *
   * @param expression such as {@code 0 3 * * *} for three every night
   * @param zone the time zone the expression is in
   * @return the schedule
   * @throws IllegalArgumentException if the expression is wrong, or its time never comes
   */
  static EvictionSchedule cron(String expression, ZoneId zone) {
    return CronSchedule.of(expression, zone);
  }
}
