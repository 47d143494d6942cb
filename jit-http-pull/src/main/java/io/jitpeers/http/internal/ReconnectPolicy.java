package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another connection. Each wait is twice as long as the one before it, up
 * to the longest, then shortened or lengthened by up to half at random, so that gateways that were
 * cut off together do not come back together; and never shorter than what the control plane asked
 * for. A stream that lasted begins anew. Thread-safe.
 */
final class ReconnectPolicy {
  /** A proxy that cuts streams sooner than that is not asked as if all were well. */
  static final Duration STEADY = Duration.ofSeconds(10);

  private static final double JITTER = 0.5;
  // Beyond any ratio of the longest wait to the first; keeps the shift in a long.
  private static final int MOST_DOUBLINGS = 40;

  private final ChangeStreamOptions options;
  private final RandomGenerator random;
  private int failures;
  private Duration asked = Duration.ZERO;

  ReconnectPolicy(ChangeStreamOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /** The stream wants this time between connections; what is beyond the longest wait is cut. */
  synchronized void retry(long millis) {
    asked = Duration.ofMillis(Math.min(millis, options.maxBackoff().toMillis()));
  }

  /** A stream ended that had lasted for a time. */
  synchronized void lasted(Duration duration) {
    if (duration.compareTo(STEADY) >= 0) {
      failures = 0;
    }
  }

  /** The wait after a failure, or a stream that ended. */
  synchronized Duration next(Duration retryAfter) {
    Duration backoff = scaled(backoff(), 1 - JITTER + 2 * JITTER * random.nextDouble());
    Duration wanted = max(asked, min(retryAfter, options.retryAbsentAfter()));
    failures++;
    return max(backoff, scaled(wanted, 1 + JITTER * random.nextDouble()));
  }

  /** The wait where there is no stream. */
  synchronized Duration whileAbsent() {
    failures = 0;
    return scaled(options.retryAbsentAfter(), 1 + JITTER * random.nextDouble());
  }

  private Duration backoff() {
    long initial = options.initialBackoff().toNanos();
    long longest = options.maxBackoff().toNanos();
    int doublings = Math.min(failures, MOST_DOUBLINGS);
    return Duration.ofNanos(
        initial > longest >> doublings ? longest : Math.min(longest, initial << doublings));
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
