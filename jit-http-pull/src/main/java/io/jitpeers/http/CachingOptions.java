package io.jitpeers.http;

import java.time.Duration;

/**
 * What to believe about the age of an answer that does not say, and how many answers to remember
 * for conditional requests. The answers' own {@code Cache-Control} goes first.
 *
 * @param defaultMaxAge how long a config without {@code max-age} is fresh; not negative
 * @param defaultStaleIfError how much longer a config without {@code stale-if-error} may be used
 *     while the control plane fails; not negative
 * @param defaultNegativeTtl how long a 404 or 410 without {@code max-age} is believed; not negative
 * @param rememberedAnswers how many configs with an {@code ETag} are kept so that a 304 can be
 *     understood, the least recently used forgotten first; 0 to 10,000,000, 0 for none
 */
public record CachingOptions(
    Duration defaultMaxAge,
    Duration defaultStaleIfError,
    Duration defaultNegativeTtl,
    int rememberedAnswers) {

  /** Fresh for 60 s, stale for 10 minutes more, not found for 10 s, 10,000 configs remembered. */
  public static final CachingOptions DEFAULTS =
      new CachingOptions(
          Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(10), 10_000);

  /**
   * Refuses values out of range.
   *
   * @param defaultMaxAge as in the record
   * @param defaultStaleIfError as in the record
   * @param defaultNegativeTtl as in the record
   * @param rememberedAnswers as in the record
   * @throws IllegalArgumentException if a value is out of range
   */
  public CachingOptions {
    Checks.atLeast("defaultMaxAge", defaultMaxAge, Duration.ZERO);
    Checks.atLeast("defaultStaleIfError", defaultStaleIfError, Duration.ZERO);
    Checks.atLeast("defaultNegativeTtl", defaultNegativeTtl, Duration.ZERO);
    Checks.inRange("rememberedAnswers", rememberedAnswers, 0, 10_000_000);
  }
}
