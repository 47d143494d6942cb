package io.jitpeers.spi;

import java.time.Duration;

/**
 * How long an answer may be used without asking again, in the sense of HTTP's {@code Cache-Control}
 * (RFC 9111 section 5.2.2.1, RFC 5861 section 4). Immutable and thread-safe.
 *
 * @param maxAge how long the answer is fresh; zero for not at all
 * @param staleIfError how much longer it may be used while the control plane cannot answer; zero
 *     for not at all
 */
public record Freshness(Duration maxAge, Duration staleIfError) {
  /** An answer to be used once. */
  public static final Freshness NONE = new Freshness(Duration.ZERO, Duration.ZERO);

  /**
   * Refuses negative durations.
   *
   * @param maxAge as in the record
   * @param staleIfError as in the record
   */
  public Freshness {
    if (maxAge.isNegative() || staleIfError.isNegative()) {
      throw new IllegalArgumentException(
          "freshness cannot be negative: maxAge " + maxAge + ", staleIfError " + staleIfError);
    }
  }

  /**
   * Returns what is left of this when a part of it has passed.
   *
   * @param age how long ago it began, not negative
   * @return what is fresh no longer, and then what may be used stale, less than before
   */
  public Freshness after(Duration age) {
    Duration left = maxAge.minus(age);
    if (!left.isNegative()) {
      return new Freshness(left, staleIfError);
    }
    Duration stale = staleIfError.plus(left);
    return new Freshness(Duration.ZERO, stale.isNegative() ? Duration.ZERO : stale);
  }

  /**
   * Creates the freshness of an answer that is not used stale.
   *
   * @param maxAge how long the answer is fresh
   * @return the freshness
   */
  public static Freshness of(Duration maxAge) {
    return new Freshness(maxAge, Duration.ZERO);
  }
}
