package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What one source does about failures, on our own clock and randomness.
 *
 * @param fuse when nothing is asked any more
 * @param retry when an attempt is followed by another one
 * @param backoff for how long a key that failed is left alone
 * @param maxAttempts attempts of a lookup in all
 */
public record Policies(Fuse fuse, Retry retry, KeyBackoff backoff, int maxAttempts) {
  // Not options: nobody has needed another value. Doubling leaves an overloaded control plane after
  // few attempts; half of a wait either way spreads clients over as long as the wait itself.
  private static final double BACKOFF_MULTIPLIER = 2.0;
  private static final double JITTER = 0.5;

  // Not an option either: more than one, so that a single answer by chance does not decide, and few
  // enough not to weigh on a control plane that has only just come back.
  private static final int PROBES = 3;

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
        new Fuse(circuitBreaker(breaker, time), breaker, time),
        retry(retry, retryWhenAskedTooOften, random),
        new KeyBackoff(retry, time),
        retry.maxAttempts());
  }

  /**
   * A breaker that never opens by itself: it has the states, the wait and the probes, and {@link
   * Fuse} opens it.
   */
  private static CircuitBreaker circuitBreaker(CircuitBreakerOptions options, TimeSource time) {
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .failureRateThreshold(options.failureRatePercent())
            .slidingWindow(1, Integer.MAX_VALUE, SlidingWindowType.TIME_BASED)
            .waitDurationInOpenState(options.openFor())
            .permittedNumberOfCallsInHalfOpenState(PROBES)
            .recordResult(Boolean.FALSE::equals)
            .clock(new MonotonicClock(time))
            .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
            .build();
    return CircuitBreaker.of("jit-http", config);
  }

  private static Retry retry(
      RetryOptions options, boolean retryWhenAskedTooOften, RandomGenerator random) {
    IntervalFunction backoff =
        IntervalFunction.ofExponentialBackoff(
            options.initialBackoff(), BACKOFF_MULTIPLIER, options.maxBackoff());
    RetryConfig config =
        RetryConfig.<AttemptResult>custom()
            .maxAttempts(options.maxAttempts())
            .retryOnResult(
                result ->
                    result instanceof Failed failed && failed.isTransient(retryWhenAskedTooOften))
            .intervalBiFunction(
                (attempt, outcome) -> {
                  long jittered = jitter(backoff.apply(attempt), random);
                  return Math.max(jittered, retryAfterMillis(outcome.getOrNull()));
                })
            .build();
    return Retry.of("jit-http", config);
  }

  /** Spreads clients that failed together, so that they do not come back together. */
  private static long jitter(long millis, RandomGenerator random) {
    return Math.round(millis * (1 + JITTER * (2 * random.nextDouble() - 1)));
  }

  private static long retryAfterMillis(AttemptResult result) {
    return result instanceof Failed failed ? failed.retryAfter().toMillis() : 0;
  }
}
