package io.jitpeers.spi;

import java.time.Duration;

/**
 * How long an answer may be used without asking the control plane again, in the sense of HTTP's
 * {@code Cache-Control} (RFC 9111 section 5.2.2.1, RFC 5861 section 4). Immutable and thread-safe.
 *
 * @param maxAge how long the answer is fresh; zero if it is stale at once
 * @param staleIfError how much longer the answer may be used while the control plane cannot answer;
 *     zero if a stale answer must not be used
 */
public record Freshness(Duration maxAge, Duration staleIfError) {
  /** The freshness of an answer that may be used only once. */
  public static final Freshness NONE = new Freshness(Duration.ZERO, Duration.ZERO);

  /**
   * Creates an instance.
   *
   * @param maxAge how long the answer is fresh
   * @param staleIfError how much longer the answer may be used while the control plane cannot
   *     answer
   * @throws IllegalArgumentException if a duration is negative
   */
  public Freshness {
    if (maxAge.isNegative() || staleIfError.isNegative()) {
      throw new IllegalArgumentException(
          "freshness cannot be negative: maxAge " + maxAge + ", staleIfError " + staleIfError);
    }
  }

  /**
   * Returns the freshness that remains after some time. The time is subtracted from {@code maxAge}
   * first. Once {@code maxAge} is used up, the rest is subtracted from {@code staleIfError}.
   *
   * @param age the time that has passed, not negative
   * @return the remaining freshness
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
   * Creates the freshness of an answer that must not be used once it is stale.
   *
   * @param maxAge how long the answer is fresh
   * @return the freshness
   */
  public static Freshness of(Duration maxAge) {
    return new Freshness(maxAge, Duration.ZERO);
  }
}
