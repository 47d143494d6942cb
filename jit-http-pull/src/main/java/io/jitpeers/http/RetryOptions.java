package io.jitpeers.http;

import java.time.Duration;

/**
 * How transient failures (408, 5xx and I/O errors) are retried inside the deadline. Each wait is
 * twice as long as the one before it, at most {@code maxBackoff}, then shortened or lengthened by
 * up to half at random, and no shorter than what {@code Retry-After} asks for. A wait that would
 * outlast the deadline is not begun: the lookup fails at once. After 429 it does, too, unless
 * {@link HttpPeerConfigSourceBuilder#retryWhenAskedTooOften} says otherwise.
 *
 * <p>The key of a lookup that failed so is left alone for the first wait, twice as long after each
 * further failure in a row up to {@code maxBackoff}, and no shorter than {@code Retry-After} up to
 * a minute: its next lookup waits for that, or fails at once if it cannot. With more than one
 * attempt a request that has heard nothing for half of the deadline is followed by a second one,
 * and the first answer counts.
 *
 * @param maxAttempts attempts in all, 1 to 100; 1 for no retry
 * @param initialBackoff the first wait, 1 ms or longer
 * @param maxBackoff the longest wait, no shorter than the first
 */
public record RetryOptions(int maxAttempts, Duration initialBackoff, Duration maxBackoff) {

  /**
   * 4 attempts, waiting about 100, 200 and 400 ms, each ± 50 %. Together well under WireGuard's
   * REKEY_TIMEOUT of 5 s (whitepaper section 6.1), after which the client has moved on.
   */
  public static final RetryOptions DEFAULTS =
      new RetryOptions(4, Duration.ofMillis(100), Duration.ofSeconds(1));

  /** One attempt only. */
  public static final RetryOptions NONE =
      new RetryOptions(1, Duration.ofMillis(100), Duration.ofSeconds(1));

  /**
   * Refuses values out of range.
   *
   * @param maxAttempts as in the record
   * @param initialBackoff as in the record
   * @param maxBackoff as in the record
   * @throws IllegalArgumentException if a value is out of range
   */
  public RetryOptions {
    Checks.inRange("maxAttempts", maxAttempts, 1, 100);
    Checks.atLeast("initialBackoff", initialBackoff, Duration.ofMillis(1));
    Checks.atLeast("maxBackoff", maxBackoff, initialBackoff);
  }
}
