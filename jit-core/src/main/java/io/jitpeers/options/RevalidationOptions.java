package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options for revalidation: the gateway looks up resident peers (peers on the device) in the
 * control plane again, so that installed configs stay up to date. Immutable and thread-safe.
 *
 * <p>An answer of the control plane says how long the answer is fresh; {@link #minAge} and {@link
 * #maxAge} limit this time. When this time has passed, the peer is looked up again in the
 * background, with at most {@link #rate} lookups per second. The peer whose answer is most overdue
 * goes first. A lookup for a waiting client goes before these background lookups if the control
 * plane once knew the client's key. Lookups for other waiting clients take turns with the
 * background lookups. A changed config is applied to the device. If the control plane reports a
 * peer as unknown twice in a row, the peer is evicted as {@link
 * io.jitpeers.eviction.EvictionCause#REVOKED}. If the control plane does not answer, the peer
 * stays, unless {@link #expireAfter} sets a limit.
 */
public final class RevalidationOptions {
  private static final RevalidationOptions DEFAULTS = builder().build();

  private final boolean enabled;
  private final Duration minAge;
  private final Duration maxAge;
  private final int rate;
  private final Duration grace;
  private final double brakeShare;
  private final int brakeLeast;
  private final Duration brakeHold;
  private final @Nullable Duration expireAfter;

  private RevalidationOptions(Builder builder) {
    this.enabled = builder.enabled;
    this.minAge = builder.minAge;
    this.maxAge = builder.maxAge;
    this.rate = builder.rate;
    this.grace = builder.grace;
    this.brakeShare = builder.brakeShare;
    this.brakeLeast = builder.brakeLeast;
    this.brakeHold = builder.brakeHold;
    this.expireAfter = builder.expireAfter;
  }

  /** {@return the default options} */
  public static RevalidationOptions defaults() {
    return DEFAULTS;
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return whether a peer on the device is looked up again when the control plane's latest answer
   * about the peer is no longer fresh, true by default}
   */
  public boolean enabled() {
    return enabled;
  }

  /** {@return the minimum time between two lookups of a peer on the device, 30 s by default} */
  public Duration minAge() {
    return minAge;
  }

  /**
   * {@return the maximum time for which an answer of the control plane counts as fresh, 1 h by
   * default}
   */
  public Duration maxAge() {
    return maxAge;
  }

  /** {@return the maximum number of lookups per second for peers on the device, 500 by default} */
  public int rate() {
    return rate;
  }

  /**
   * {@return how long a peer keeps its old config after the control plane returned a config that
   * violates a rule or contains an allowed IP of another peer, 5 min by default}
   */
  public Duration grace() {
    return grace;
  }

  /**
   * {@return how large a fraction of the control plane's answers about resident peers may call for
   * an eviction, 0.1 by default. The fraction is computed over the last minute. If a larger
   * fraction calls for an eviction, the brake applies. {@link Builder#brakeShare} explains the
   * brake}
   */
  public double brakeShare() {
    return brakeShare;
  }

  /**
   * {@return how many answers per minute may call for the eviction of a peer before the {@linkplain
   * Builder#brakeShare brake} can apply, 50 by default}
   */
  public int brakeLeast() {
    return brakeLeast;
  }

  /**
   * {@return how long the {@linkplain Builder#brakeShare brake} keeps a peer on the device after
   * the control plane's answer called for the peer's eviction, 10 min by default. If the control
   * plane's answer still calls for the eviction after that time, the peer is evicted}
   */
  public Duration brakeHold() {
    return brakeHold;
  }

  /**
   * {@return how long a peer stays on the device if the control plane does not answer. The time
   * begins when the control plane's latest answer about the peer is no longer fresh. Empty, the
   * default, means that there is no limit}
   */
  public Optional<Duration> expireAfter() {
    return Optional.ofNullable(expireAfter);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RevalidationOptions that
        && enabled == that.enabled
        && minAge.equals(that.minAge)
        && maxAge.equals(that.maxAge)
        && rate == that.rate
        && grace.equals(that.grace)
        && brakeShare == that.brakeShare
        && brakeLeast == that.brakeLeast
        && brakeHold.equals(that.brakeHold)
        && Objects.equals(expireAfter, that.expireAfter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        enabled, minAge, maxAge, rate, grace, brakeShare, brakeLeast, brakeHold, expireAfter);
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private boolean enabled = true;
    private Duration minAge = Duration.ofSeconds(30);
    private Duration maxAge = Duration.ofHours(1);
    private int rate = 500;
    private Duration grace = Duration.ofMinutes(5);
    private double brakeShare = 0.1;
    private int brakeLeast = 50;
    private Duration brakeHold = Duration.ofMinutes(10);
    private @Nullable Duration expireAfter;

    private Builder() {}

    /**
     * Sets whether a peer on the device is looked up again when the control plane's latest answer
     * about the peer is no longer fresh. If false, a peer is looked up again only in three cases:
     * the control plane sends a change hint, another peer's config contains one of the peer's
     * allowed IPs, or the data plane does not answer the initiations of the peer's client.
     *
     * @param value true or false
     * @return this
     */
    public Builder enabled(boolean value) {
      this.enabled = value;
      return this;
    }

    /**
     * Sets the minimum time between two lookups of a peer on the device, including lookups that
     * failed. An answer with a shorter freshness counts as fresh for this time.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder minAge(Duration value) {
      this.minAge = OptionChecks.positive("minAge", value);
      return this;
    }

    /**
     * Sets the maximum time for which an answer of the control plane counts as fresh, even if the
     * answer states a longer time.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxAge(Duration value) {
      this.maxAge = OptionChecks.positive("maxAge", value);
      return this;
    }

    /**
     * Sets the maximum number of lookups per second for resident peers (peers on the device). A
     * gateway with n resident peers, whose answers are fresh for t seconds, needs n / t lookups per
     * second.
     *
     * @param value 1 to 1,000,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder rate(int value) {
      this.rate = OptionChecks.atMost("rate", value, 1_000_000);
      return this;
    }

    /**
     * Sets how long a peer keeps its old config after the control plane returned a config that
     * violates a rule or contains an allowed IP of another peer. After that time the peer is
     * evicted.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder grace(Duration value) {
      this.grace = OptionChecks.notNegative("grace", value);
      return this;
    }

    /**
     * Sets how large a fraction of the control plane's answers about resident peers may call for an
     * eviction. The fraction is computed over the last minute. An answer calls for an eviction in
     * two cases: the control plane reports the peer as unknown for the second time in a row, or the
     * peer's new config is still refused after the {@link #grace} period. Failed lookups, and
     * configs that are refused within the grace period, do not count. If a larger fraction calls
     * for an eviction, the brake applies: each peer that would be evicted because of an answer
     * stays on the device for {@link #brakeHold}, and is then evicted only if a new answer still
     * calls for it. The brake protects against a misconfigured proxy that answers 404 to
     * everything.
     *
     * @param value 0 to 1; 1 for no brake
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder brakeShare(double value) {
      this.brakeShare = OptionChecks.fraction("brakeShare", value);
      return this;
    }

    /**
     * Sets how many answers per minute may call for the eviction of a peer without the {@linkplain
     * #brakeShare brake} being applied. Up to this number, peers are evicted even if such answers
     * are a large fraction of all answers.
     *
     * @param value 0 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder brakeLeast(int value) {
      this.brakeLeast = OptionChecks.notNegative("brakeLeast", value);
      return this;
    }

    /**
     * Sets how long the {@linkplain #brakeShare brake} keeps a peer on the device after the control
     * plane's answer called for the peer's eviction. If the control plane's answer still calls for
     * the eviction after that time, the peer is evicted.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder brakeHold(Duration value) {
      this.brakeHold = OptionChecks.positive("brakeHold", value);
      return this;
    }

    /**
     * Sets how long a peer stays on the device if the control plane does not answer. The time
     * begins when the control plane's latest answer about the peer is no longer fresh. After that
     * time the peer is evicted as {@link io.jitpeers.eviction.EvictionCause#EXPIRED}. By default
     * the peer stays without a limit.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder expireAfter(Duration value) {
      this.expireAfter = OptionChecks.positive("expireAfter", value);
      return this;
    }

    /**
     * Creates the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if the minimum age is longer than the maximum age
     */
    public RevalidationOptions build() {
      if (minAge.compareTo(maxAge) > 0) {
        throw new IllegalArgumentException(
            "minAge " + minAge + " is longer than maxAge " + maxAge + "; change one of them");
      }
      return new RevalidationOptions(this);
    }
  }
}
