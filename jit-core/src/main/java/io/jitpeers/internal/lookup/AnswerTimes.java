package io.jitpeers.internal.lookup;

import java.time.Duration;

/**
 * How long the control plane takes to answer, smoothed as a transport protocol smooths its round
 * trips (RFC 6298). Not thread-safe.
 */
final class AnswerTimes {
  private boolean measured;
  private long mean;
  private long deviation;

  /** An answer took so long, or was given up after so long. */
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
   * Returns how much of its time a lookup must have left to be worth beginning. Never quite all of
   * it, so that one that has just come always is.
   */
  long needed(Duration deadline) {
    long likely = mean + Math.max(4 * deviation, mean / 4);
    return measured ? Math.min(likely, deadline.toNanos() / 20 * 19) : 0;
  }
}
