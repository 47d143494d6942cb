package io.jitpeers.http;

import java.time.Duration;

/**
 * When to stop asking a control plane that fails, and how to find out that it is back.
 *
 * <p>What counts as a failure: no connection, a TLS handshake that fails, and a timeout while
 * nothing came on any connection, if the lookup had half of the deadline at least. A 5xx, an
 * exchange that breaks off and a timeout while others are answered count once for each key in the
 * window, so that it takes several keys. Every other answer counts as a success, 404 and 429
 * included. What the connection does not take (the server's limit on streams, GOAWAY) counts as
 * neither.
 *
 * <p>Results of many requests at once come in clumps: those that fail often do so before the first
 * is answered. So window and minimum are at least twice the number of requests under way.
 *
 * @param failureRatePercent the share of failures that opens the breaker, 1 to 100; of the probes
 *     of a breaker that is half-open, the share that opens it again
 * @param window how many of the latest results are looked at, 1 to 10,000; more if many requests
 *     are under way
 * @param minimumRequests results needed before the share is looked at, 1 to {@code window}; more if
 *     many requests are under way
 * @param openFor how long no request is made once the breaker is open, 1 ms or longer; after that 3
 *     requests are let through, whose results close the breaker or open it again; for as long again
 *     only those for keys that the control plane knew before, if there are such keys
 */
public record CircuitBreakerOptions(
    int failureRatePercent, int window, int minimumRequests, Duration openFor) {

  /**
   * Opens at 80 % of the latest 50 results, at least 30, for 5 s (a client retries after 5 s).
   * While half of all requests fail, as with one of two servers down, 15 of 16 lookups are still
   * answered in up to 4 attempts, and refusing all of them would help nobody.
   */
  public static final CircuitBreakerOptions DEFAULTS =
      new CircuitBreakerOptions(80, 50, 30, Duration.ofSeconds(5));

  /**
   * Refuses values out of range.
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
