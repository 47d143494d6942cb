package io.jitpeers.internal.explain;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/**
 * The readings of the wall clock and of the monotonic clock at one moment. Converts other readings
 * of the monotonic clock to wall-clock times. Immutable.
 *
 * @param now the wall-clock time
 * @param nanos the reading of the monotonic clock at that time, in nanoseconds
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

  /** Returns the wall-clock time that follows {@link #now} by a duration. */
  public Instant in(Duration duration) {
    return now.plus(duration);
  }
}
