package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.TimeSource;
import java.util.random.RandomGenerator;

/**
 * Holds the policies that decide how one source reacts to failures. The policies use the source's
 * own clock and random generator.
 */
public final class Policies {
  private final Fuse fuse;
  private final RetryPolicy retry;
  private final KeyBackoff backoff;

  private Policies(Fuse fuse, RetryPolicy retry, KeyBackoff backoff) {
    this.fuse = fuse;
    this.retry = retry;
    this.backoff = backoff;
  }

  /**
   * Creates the policies of one source.
   *
   * @param retryWhenAskedTooOften whether a lookup waits and retries after an answer with status
   *     429 (too many requests); otherwise such an answer fails the lookup at once
   */
  public static Policies of(
      CircuitBreakerOptions breaker,
      RetryOptions retry,
      boolean retryWhenAskedTooOften,
      TimeSource time,
      RandomGenerator random) {
    return new Policies(
        new Fuse(breaker, time),
        new RetryPolicy(retry, retryWhenAskedTooOften, random),
        new KeyBackoff(retry, time));
  }

  /** Returns the circuit breaker. */
  Fuse fuse() {
    return fuse;
  }

  /** Returns the policy that decides whether an attempt is followed by another one. */
  RetryPolicy retry() {
    return retry;
  }

  /** Returns the table of keys whose latest lookups failed, with the pause of each key. */
  KeyBackoff backoff() {
    return backoff;
  }
}
