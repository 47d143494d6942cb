package io.jitpeers.options;

import java.time.Duration;

/**
 * Options for the cache of the control plane's answers: how many answers are cached, and for how
 * long at most. A config from the cache is used without a lookup as long as the config is fresh. A
 * config that is no longer fresh is stale. Immutable and thread-safe.
 */
public final class AnswerCacheOptions {
  private final int positiveCacheSize;
  private final int negativeCacheSize;
  private final Duration maxFreshness;
  private final Duration maxNegativeTtl;
  private final Duration maxStaleIfError;
  private final double freshnessJitter;

  private AnswerCacheOptions(Builder builder) {
    this.positiveCacheSize = builder.positiveCacheSize;
    this.negativeCacheSize = builder.negativeCacheSize;
    this.maxFreshness = builder.maxFreshness;
    this.maxNegativeTtl = builder.maxNegativeTtl;
    this.maxStaleIfError = builder.maxStaleIfError;
    this.freshnessJitter = builder.freshnessJitter;
  }

  /** {@return the default options} */
  public static AnswerCacheOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many configs are cached, 100000 by default} */
  public int positiveCacheSize() {
    return positiveCacheSize;
  }

  /** {@return how many not-found answers are cached, 100000 by default} */
  public int negativeCacheSize() {
    return negativeCacheSize;
  }

  /**
   * {@return the longest time for which a config counts as fresh, 1 hour by default. This limit
   * applies even if the control plane states a longer time}
   */
  public Duration maxFreshness() {
    return maxFreshness;
  }

  /**
   * {@return the longest time for which a not-found answer is cached, 1 minute by default. This
   * limit applies even if the control plane states a longer time}
   */
  public Duration maxNegativeTtl() {
    return maxNegativeTtl;
  }

  /**
   * {@return the longest time for which a stale config is used while the control plane cannot
   * answer, 1 hour by default. This limit applies even if the control plane states a longer time}
   */
  public Duration maxStaleIfError() {
    return maxStaleIfError;
  }

  /**
   * {@return the largest fraction by which a config's freshness is randomly shortened, 0.1 by
   * default. The shortening prevents many configs from becoming stale at the same time}
   */
  public double freshnessJitter() {
    return freshnessJitter;
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private int positiveCacheSize = 100_000;
    private int negativeCacheSize = 100_000;
    private Duration maxFreshness = Duration.ofHours(1);
    private Duration maxNegativeTtl = Duration.ofMinutes(1);
    private Duration maxStaleIfError = Duration.ofHours(1);
    private double freshnessJitter = 0.1;

    private Builder() {}

    /**
     * Sets how many configs are cached.
     *
     * @param value 0 (none) or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder positiveCacheSize(int value) {
      this.positiveCacheSize = OptionChecks.notNegative("positiveCacheSize", value);
      return this;
    }

    /**
     * Sets how many not-found answers are cached. The limit is needed because an attacker can
     * create any number of keys that the control plane does not know.
     *
     * @param value 0 (none) or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder negativeCacheSize(int value) {
      this.negativeCacheSize = OptionChecks.notNegative("negativeCacheSize", value);
      return this;
    }

    /**
     * Sets the longest time for which a config counts as fresh, even if the control plane states a
     * longer time.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxFreshness(Duration value) {
      this.maxFreshness = OptionChecks.notNegative("maxFreshness", value);
      return this;
    }

    /**
     * Sets the longest time for which a not-found answer is cached, even if the control plane
     * states a longer time.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxNegativeTtl(Duration value) {
      this.maxNegativeTtl = OptionChecks.notNegative("maxNegativeTtl", value);
      return this;
    }

    /**
     * Sets the longest time for which a stale config is used while the control plane cannot answer,
     * even if the control plane stated a longer time earlier.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxStaleIfError(Duration value) {
      this.maxStaleIfError = OptionChecks.notNegative("maxStaleIfError", value);
      return this;
    }

    /**
     * Sets the largest fraction by which a config's freshness is randomly shortened. The shortening
     * prevents many configs from becoming stale at the same time.
     *
     * @param value 0 to 1
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder freshnessJitter(double value) {
      this.freshnessJitter = OptionChecks.fraction("freshnessJitter", value);
      return this;
    }

    /** {@return immutable options} */
    public AnswerCacheOptions build() {
      return new AnswerCacheOptions(this);
    }
  }
}
