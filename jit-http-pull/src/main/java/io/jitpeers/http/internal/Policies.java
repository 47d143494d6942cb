package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Creates resilience4j's policies, on our own clock and randomness. */
final class Policies {
  private Policies() {}

  static CircuitBreaker circuitBreaker(CircuitBreakerOptions options, TimeSource time) {
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .failureRateThreshold(options.failureRatePercent())
            .slidingWindow(
                options.window(), options.minimumRequests(), SlidingWindowType.COUNT_BASED)
            .waitDurationInOpenState(options.openFor())
            .permittedNumberOfCallsInHalfOpenState(options.probes())
            .recordResult(result -> result instanceof AttemptResult r && r.isTransient())
            .clock(new MonotonicClock(time))
            .currentTimestampFunction(clock -> time.nanoTime(), TimeUnit.NANOSECONDS)
            .build();
    return CircuitBreaker.of("jit-http", config);
  }

  static Retry retry(RetryOptions options, RandomGenerator random) {
    IntervalFunction backoff =
        IntervalFunction.ofExponentialBackoff(
            options.initialBackoff(), options.multiplier(), options.maxBackoff());
    RetryConfig config =
        RetryConfig.<AttemptResult>custom()
            .maxAttempts(options.maxAttempts())
            .retryOnResult(AttemptResult::isTransient)
            .intervalBiFunction(
                (attempt, outcome) -> {
                  long jittered = jitter(backoff.apply(attempt), options.jitter(), random);
                  return Math.max(jittered, retryAfterMillis(outcome.getOrNull()));
                })
            .build();
    return Retry.of("jit-http", config);
  }

  /** Spreads clients that failed together, so that they do not come back together. */
  static long jitter(long millis, double jitter, RandomGenerator random) {
    return Math.round(millis * (1 + jitter * (2 * random.nextDouble() - 1)));
  }

  private static long retryAfterMillis(AttemptResult result) {
    return result instanceof AttemptResult.Failed failed ? failed.retryAfter().toMillis() : 0;
  }
}
