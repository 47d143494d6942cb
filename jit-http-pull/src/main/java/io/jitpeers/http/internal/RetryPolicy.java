package io.jitpeers.http.internal;

import io.jitpeers.http.RetryOptions;
import io.jitpeers.http.internal.AttemptResult.Failed;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed attempt is followed by another one, and after how long. Thread-safe if
 * its random generator is.
 */
final class RetryPolicy {
  /**
   * The largest variation of a wait, as a share of the wait. With ± 50 %, the retries of clients
   * whose requests failed at the same time are spread over a time as long as the wait itself. That
   * is enough, so there is no option for this share.
   */
  private static final double JITTER = 0.5;

  /**
   * The maximum number of doublings. In practice no wait needs that many. The maximum keeps the
   * factor within an int.
   */
  private static final int MAX_DOUBLINGS = 20;

  private final RetryOptions options;
  private final boolean retriesWhenAskedTooOften;
  private final RandomGenerator random;

  /**
   * Creates a policy.
   *
   * @param retriesWhenAskedTooOften whether a lookup waits and retries after an answer with status
   *     429 (too many requests)
   */
  RetryPolicy(RetryOptions options, boolean retriesWhenAskedTooOften, RandomGenerator random) {
    this.options = options;
    this.retriesWhenAskedTooOften = retriesWhenAskedTooOften;
    this.random = random;
  }

  /** Returns the maximum number of attempts of a lookup. */
  int maxAttempts() {
    return options.maxAttempts();
  }

  /**
   * Returns how long to wait before the next attempt, in whole milliseconds; empty if there must be
   * no further attempt.
   *
   * @param attempts the number of attempts so far, 1 or more
   * @param failed the result of the latest attempt
   */
  Optional<Duration> waitAfter(int attempts, Failed failed) {
    if (attempts >= options.maxAttempts() || !failed.isTransient(retriesWhenAskedTooOften)) {
      return Optional.empty();
    }
    long jittered = jitter(backoff(options, attempts).toMillis());
    return Optional.of(Duration.ofMillis(Math.max(jittered, failed.retryAfter().toMillis())));
  }

  /**
   * Returns the first wait, doubled for each failure after the first one, up to the longest wait.
   * Because the waits double, an overloaded control plane is relieved after a few attempts.
   *
   * @param failures failures in a row, 1 or more
   */
  static Duration backoff(RetryOptions options, int failures) {
    int factor = 1 << Math.min(failures - 1, MAX_DOUBLINGS);
    Duration longest = options.maxBackoff();
    Duration first = options.initialBackoff();
    return first.compareTo(longest.dividedBy(factor)) > 0 ? longest : first.multipliedBy(factor);
  }

  /**
   * Adds jitter, so that clients whose requests failed at the same time retry at different times.
   */
  private long jitter(long millis) {
    return Math.round(millis * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }
}
