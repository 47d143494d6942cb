package io.jitpeers.examples.gateway;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.OptionalLong;

/** Limits the number of log lines per minute, and counts the omitted lines. Thread-safe. */
final class LogBudget {
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final int linesPerMinute;
  private final TimeSource time;
  private long windowStart;
  private int lines;
  private long leftOut;

  LogBudget(int linesPerMinute, TimeSource time) {
    this.linesPerMinute = linesPerMinute;
    this.time = time;
    this.windowStart = time.nanoTime();
  }

  /**
   * Requests permission to log a line.
   *
   * @return empty if the line has to be omitted; otherwise how many lines were omitted since the
   *     last permitted one
   */
  synchronized OptionalLong take() {
    long now = time.nanoTime();
    if (now - windowStart >= WINDOW_NANOS) {
      windowStart = now;
      lines = 0;
    }
    if (lines == linesPerMinute) {
      leftOut++;
      return OptionalLong.empty();
    }
    lines++;
    long count = leftOut;
    leftOut = 0;
    return OptionalLong.of(count);
  }
}
