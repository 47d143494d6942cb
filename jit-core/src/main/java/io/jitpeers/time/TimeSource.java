package io.jitpeers.time;

import java.time.Instant;

/**
 * Where time comes from. Thread-safe. Ages and deadlines use {@link #nanoTime}; {@link #wallTime}
 * is only for times that come from outside, such as a config's expiry.
 */
public interface TimeSource {

  /**
   * Returns a monotonic reading. Only differences mean something.
   *
   * @return nanoseconds from an arbitrary origin
   */
  long nanoTime();

  /** {@return the wall-clock time} */
  Instant wallTime();

  /**
   * Returns the machine's own clocks.
   *
   * @return a source on {@link System#nanoTime} and {@link Instant#now}
   */
  static TimeSource system() {
    return SystemTimeSource.INSTANCE;
  }
}
