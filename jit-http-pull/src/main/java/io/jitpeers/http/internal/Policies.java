package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.TimeSource;
import java.util.random.RandomGenerator;

/** What one source does about failures, on our own clock and randomness. */
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
   * @param retryWhenAskedTooOften whether lookups wait by themselves if all are to ask later
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

  /** Returns when nothing is asked any more. */
  Fuse fuse() {
    return fuse;
  }

  /** Returns when an attempt is followed by another one. */
  RetryPolicy retry() {
    return retry;
  }

  /** Returns for how long a key that failed is left alone. */
  KeyBackoff backoff() {
    return backoff;
  }
}
