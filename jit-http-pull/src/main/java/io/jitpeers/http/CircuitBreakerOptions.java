package io.jitpeers.http;

import java.time.Duration;

/**
 * Defines when the source stops asking a failing control plane, and how the source finds out that
 * the control plane is back.
 *
 * <p>These results count as failures: no connection, a failed TLS handshake, and a timeout while no
 * connection received anything. A 5xx, a broken exchange, and a timeout while other lookups are
 * answered count as failures too, but at most once for each key among the latest {@code window}
 * results. So one failing key cannot open the breaker. Any timeout counts only if at least half of
 * the deadline, or half of the {@linkplain HttpPeerConfigSource callers' timeout} if that is
 * shorter, has passed since the request was sent. Every other answer counts as a success, 404 and
 * 429 included. A request that the connection does not accept (because of the server's stream limit
 * or a GOAWAY) counts neither as a failure nor as a success.
 *
 * <p>Fast failures of concurrent requests often arrive before the first success. To keep such a
 * burst from opening the breaker, the source uses a larger {@code window} and {@code
 * minimumRequests} while many requests are under way. Both are then at least twice the number of
 * requests under way.
 *
 * @param failureRatePercent the share of failures that opens the breaker, 1 to 100; while the
 *     breaker is half-open, the share of failed probes that opens it again
 * @param window how many of the latest results are evaluated, 1 to 10,000; more if many requests
 *     are under way
 * @param minimumRequests the number of results needed before the share is evaluated, 1 to {@code
 *     window}; more if many requests are under way
 * @param openFor how long an open breaker refuses all requests, 1 ms or longer. After that the
 *     breaker is half-open: it permits 3 requests (the probes), whose results close the breaker or
 *     open it again. If the control plane has returned configs before, the probes must be for the
 *     keys of those configs. After another period of length {@code openFor}, the probes may be for
 *     any key
 */
public record CircuitBreakerOptions(
    int failureRatePercent, int window, int minimumRequests, Duration openFor) {

  /**
   * The default options: the breaker opens if 80 % of the latest 50 results are failures, but not
   * before there are 30 results. It stays open for 5 s, the time after which a client sends its
   * next initiation. The threshold is high because retries cope with partial failure. For example,
   * if one of two servers is down and half of all requests fail, 15 of 16 lookups are still
   * answered within 4 attempts.
   */
  public static final CircuitBreakerOptions DEFAULTS =
      new CircuitBreakerOptions(80, 50, 30, Duration.ofSeconds(5));

  /**
   * Creates options and checks that each value is in range.
   *
   * @param failureRatePercent as in the record
   * @param window as in the record
   * @param minimumRequests as in the record
   * @param openFor as in the record
   * @throws IllegalArgumentException if a value is out of range
   */
  public CircuitBreakerOptions {
    Checks.inRange("failureRatePercent", failureRatePercent, 1, 100);
    Checks.inRange("window", window, 1, 10_000);
    Checks.inRange("minimumRequests", minimumRequests, 1, window);
    Checks.atLeast("openFor", openFor, Duration.ofMillis(1));
  }
}
