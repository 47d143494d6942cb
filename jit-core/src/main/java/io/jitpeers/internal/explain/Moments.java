package io.jitpeers.internal.explain;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * Turns readings of the monotonic clock into times of the wall clock as it is now. Immutable.
 *
 * @param now the wall-clock time
 * @param nanos the reading of the monotonic clock at that time
 */
public record Moments(Instant now, long nanos) {

  /** Returns the clocks' current readings. */
  public static Moments of(TimeSource time) {
    return new Moments(time.wallTime(), time.nanoTime());
  }

  /** Returns the wall-clock time of a past or future reading of the monotonic clock. */
  public Instant instant(long reading) {
    return now.plus(Duration.ofNanos(reading - nanos));
  }

  /** Returns the wall-clock time after a duration. */
  public Instant in(Duration duration) {
    return now.plus(duration);
  }
}
