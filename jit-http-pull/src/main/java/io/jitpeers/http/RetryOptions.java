package io.jitpeers.http;

import java.time.Duration;

/**
 * Defines how transient failures (408, 5xx and I/O errors) are retried within the deadline.
 *
 * <p>Each wait is twice as long as the previous one, up to {@code maxBackoff}. The wait is then
 * varied at random by up to ± 50 %, and is never shorter than {@code Retry-After}. If a wait would
 * end after the deadline, the lookup fails at once instead. A 429 also fails the lookup at once,
 * unless {@link HttpPeerConfigSourceBuilder#retryWhenAskedTooOften} is set.
 *
 * <p>After a lookup has failed because of a 408, a 429, a 5xx or a broken exchange, requests about
 * its key are paused. The pause lasts {@code initialBackoff} at first, and twice as long after each
 * further failure in a row, up to {@code maxBackoff}. If {@code Retry-After} is longer, it applies
 * instead, but for a minute at most. The key's next lookup waits for the end of this pause, or
 * fails at once if its own deadline is earlier.
 *
 * <p>An attempt can send several requests; the answer that arrives first counts. If the first
 * request has received nothing for half of the deadline, or for half of the {@linkplain
 * HttpPeerConfigSource callers' timeout} if that is shorter, the attempt sends a second request.
 * While other lookups still receive answers, second requests are sent only over HTTP/1.1, and only
 * by up to 16 attempts at a time. If an attempt's newest request fails without an answer while an
 * older request of the attempt still waits, the attempt sends one more request. An attempt sends at
 * most 4 requests, not counting requests that follow a redirect or are repeated without the header
 * {@code Upgrade: h2c}. The last of the {@code maxAttempts} attempts never sends a second request.
 *
 * @param maxAttempts attempts in total, 1 to 100; 1 for no retry
 * @param initialBackoff the first wait, 1 ms or longer
 * @param maxBackoff the longest wait, no shorter than {@code initialBackoff}
 */
public record RetryOptions(int maxAttempts, Duration initialBackoff, Duration maxBackoff) {

  /**
   * The default options: 4 attempts with waits of about 100, 200 and 400 ms, each ± 50 %. The total
   * of the waits is well below WireGuard's REKEY_TIMEOUT of 5 s (whitepaper section 6.1), after
   * which the client sends a new initiation.
   */
  public static final RetryOptions DEFAULTS =
      new RetryOptions(4, Duration.ofMillis(100), Duration.ofSeconds(1));

  /** A single attempt, without retries. */
  public static final RetryOptions NONE =
      new RetryOptions(1, Duration.ofMillis(100), Duration.ofSeconds(1));

  /**
   * Creates options and checks that each value is in range.
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
