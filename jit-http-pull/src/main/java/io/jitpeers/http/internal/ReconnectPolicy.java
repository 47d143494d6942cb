package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides how long to wait before the next stream of changes is opened. Each wait is twice as long
 * as the previous one, up to the longest wait of the options. The wait is then varied at random by
 * up to ± 50 %, so that gateways that lost their connections at the same time reconnect at
 * different times. If the control plane asks for a longer wait, the result is at least as long, up
 * to a limit. After a stream that lasted at least {@link #STEADY}, the waits start again with the
 * shortest one. Thread-safe.
 */
final class ReconnectPolicy {
  /**
   * After a stream that lasted at least this long, the waits start again with the shortest one.
   * After shorter streams, which a proxy may cause, the waits continue to grow.
   */
  static final Duration STEADY = Duration.ofSeconds(10);

  private static final double JITTER = 0.5;
  // This many doublings of the shortest possible wait exceed the longest possible wait. The limit
  // also keeps the shift within a long.
  private static final int MOST_DOUBLINGS = 40;

  private final ChangeStreamOptions options;
  private final RandomGenerator random;
  private int failures;
  private Duration asked = Duration.ZERO;

  ReconnectPolicy(ChangeStreamOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /** Sets the reconnection time that the stream asks for. It is limited to the longest wait. */
  synchronized void retry(long millis) {
    asked = Duration.ofMillis(Math.min(millis, options.maxBackoff().toMillis()));
  }

  /** Records how long a stream lasted. */
  synchronized void lasted(Duration duration) {
    if (duration.compareTo(STEADY) >= 0) {
      failures = 0;
    }
  }

  /** Returns how long to wait before the next stream, after a stream failed or ended. */
  synchronized Duration next(Duration retryAfter) {
    Duration backoff = scaled(backoff(), 1 - JITTER + 2 * JITTER * random.nextDouble());
    Duration wanted = max(asked, min(retryAfter, options.retryAbsentAfter()));
    failures++;
    return max(backoff, scaled(wanted, 1 + JITTER * random.nextDouble()));
  }

  /**
   * Returns how long to wait before the next request if the control plane has no stream of changes.
   */
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
