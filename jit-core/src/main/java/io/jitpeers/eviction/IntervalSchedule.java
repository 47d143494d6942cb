package io.jitpeers.eviction;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Runs sweeps at an interval with jitter. */
final class IntervalSchedule implements EvictionSchedule {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Duration interval;
  private final double jitter;

  private IntervalSchedule(Duration interval, double jitter) {
    this.interval = interval;
    this.jitter = jitter;
  }

  static IntervalSchedule of(Duration interval, double jitter) {
    Arguments.positive(interval, "a sweep interval");
    if (interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a sweep interval must be at most " + LONGEST + ", not " + interval);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("a jitter must be a fraction of 0 to 1, not " + jitter);
    }
    return new IntervalSchedule(interval, jitter);
  }

  @Override
  public Duration untilNext(Instant wallNow, RandomGenerator random) {
    double factor = 1 + jitter * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (interval.toNanos() * factor));
  }

  @Override
  public String toString() {
    return "every " + interval + " ±" + Math.round(jitter * 100) + "%";
  }
}
