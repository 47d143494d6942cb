package io.jitpeers.time;

import java.time.Instant;

/**
 * Provides the time. Thread-safe. Ages and deadlines are measured with {@link #nanoTime}. {@link
 * #wallTime} is compared only with times from outside the process, such as a config's expiry.
 */
public interface TimeSource {

  /**
   * Returns a reading of a monotonic clock. Only differences between readings are meaningful.
   *
   * @return nanoseconds from an arbitrary origin
   */
  long nanoTime();

  /** {@return the wall-clock time} */
  Instant wallTime();

  /**
   * Returns the system's clocks.
   *
   * @return a source based on {@link System#nanoTime} and {@link Instant#now}
   */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }
}
