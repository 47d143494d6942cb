package io.jitpeers.http;

import java.time.Duration;

/**
 * Cache lifetimes for answers that state no lifetime. The {@code Cache-Control} header of an answer
 * takes precedence.
 *
 * @param defaultMaxAge how long a config is fresh if its answer has no {@code max-age}; not
 *     negative
 * @param defaultStaleIfError how much longer a config may be used while the control plane fails, if
 *     its answer has no {@code stale-if-error}; not negative
 * @param defaultNegativeTtl how long a 404 or 410 may be cached if it has no {@code max-age}; not
 *     negative
 */
public record CachingOptions(
    Duration defaultMaxAge, Duration defaultStaleIfError, Duration defaultNegativeTtl) {

  /**
   * The default options: a config is fresh for 60 s and may be used stale for 10 more minutes; a
   * 404 or 410 is cached for 10 s.
   */
  public static final CachingOptions DEFAULTS =
      new CachingOptions(Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(10));

  /**
   * Creates options and checks that each value is in range.
   *
   * @param defaultMaxAge as in the record
   * @param defaultStaleIfError as in the record
   * @param defaultNegativeTtl as in the record
   * @throws IllegalArgumentException if a value is out of range
   */
  public CachingOptions {
    Checks.atLeast("defaultMaxAge", defaultMaxAge, Duration.ZERO);
    Checks.atLeast("defaultStaleIfError", defaultStaleIfError, Duration.ZERO);
    Checks.atLeast("defaultNegativeTtl", defaultNegativeTtl, Duration.ZERO);
  }
}
