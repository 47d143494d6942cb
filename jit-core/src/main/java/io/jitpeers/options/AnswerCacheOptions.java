package io.jitpeers.options;

import java.time.Duration;

/**
 * How much of the control plane's answers is kept, and for how long they are believed at the most.
 * Immutable and thread-safe.
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

  /** {@return the defaults} */
  public static AnswerCacheOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many found configs are kept for their freshness, 100000 by default} */
  public int positiveCacheSize() {
    return positiveCacheSize;
  }

  /** {@return how many not-found answers are kept, 100000 by default} */
  public int negativeCacheSize() {
    return negativeCacheSize;
  }

  /**
   * {@return the longest that a found config is fresh, whatever the control plane says, 1 hour by
   * default}
   */
  public Duration maxFreshness() {
    return maxFreshness;
  }

  /**
   * {@return the longest that a not-found answer is believed, whatever the control plane says, 1
   * minute by default}
   */
  public Duration maxNegativeTtl() {
    return maxNegativeTtl;
  }

  /**
   * {@return the longest that a found config is used stale while the control plane cannot answer, 1
   * hour by default}
   */
  public Duration maxStaleIfError() {
    return maxStaleIfError;
  }

  /**
   * {@return by how much of it a freshness is shortened at random, so that answers do not all
   * expire together, 0.1 by default}
   */
  public double freshnessJitter() {
    return freshnessJitter;
  }

  /** Collects options. Each setter rejects a wrong value at once. Not thread-safe. */
  public static final class Builder {
    private int positiveCacheSize = 100_000;
    private int negativeCacheSize = 100_000;
    private Duration maxFreshness = Duration.ofHours(1);
    private Duration maxNegativeTtl = Duration.ofMinutes(1);
    private Duration maxStaleIfError = Duration.ofHours(1);
    private double freshnessJitter = 0.1;

    private Builder() {}

    /**
     * Sets how many found configs are kept for their freshness (0 for none).
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder positiveCacheSize(int value) {
      this.positiveCacheSize = OptionChecks.notNegative("positiveCacheSize", value);
      return this;
    }

    /**
     * Sets how many not-found answers are kept (unknown keys are attacker-chosen, so this is a cap;
     * 0 for none).
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder negativeCacheSize(int value) {
      this.negativeCacheSize = OptionChecks.notNegative("negativeCacheSize", value);
      return this;
    }

    /**
     * Sets the longest that a found config is fresh, whatever the control plane says.
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
     * Sets the longest that a not-found answer is believed, whatever the control plane says.
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
     * Sets the longest that a found config is used stale while the control plane cannot answer.
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
     * Sets by how much of it a freshness is shortened at random, so that answers do not all expire
     * together (0 to 1).
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
