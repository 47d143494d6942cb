package io.jitpeers.internal.lookup;

import java.time.Duration;

/**
 * Estimates how long the control plane takes to answer, with the smoothing that TCP uses for
 * round-trip times (RFC 6298). Not thread-safe.
 */
final class AnswerTimes {
  private boolean measured;
  private long mean;
  private long deviation;

  /**
   * Records how many nanoseconds a lookup took until it was answered or ended without an answer.
   */
  void took(long nanos) {
    if (measured) {
      deviation += (Math.abs(nanos - mean) - deviation) / 4;
      mean += (nanos - mean) / 8;
    } else {
      measured = true;
      mean = nanos;
      deviation = nanos / 2;
    }
  }

  /**
   * Returns how many nanoseconds an answer will probably take at most; 0 before the first
   * measurement. A lookup that has less time left until its deadline is not begun. The result is at
   * most 95 percent of {@code deadline}, which is the total time of each lookup. So a lookup that
   * did not have to wait is always begun.
   */
  long needed(Duration deadline) {
    long likely = mean + Math.max(4 * deviation, mean / 4);
    return measured ? Math.min(likely, deadline.toNanos() / 20 * 19) : 0;
  }
}
