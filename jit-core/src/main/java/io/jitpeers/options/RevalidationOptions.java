package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the control plane is asked again about peers that stay, so that what is installed stays what
 * it says. Immutable and thread-safe.
 *
 * <p>A peer's answer is fresh for as long as it says, within {@link #minAge} and {@link #maxAge}.
 * Then it is asked for again in the background, at most {@link #rate} times a second, the most
 * overdue peer first, and never before a lookup that a client waits for. A changed config is
 * applied to the device; a peer that the control plane no longer knows, twice in a row, is evicted
 * as {@link io.jitpeers.eviction.EvictionCause#REVOKED}. Without an answer a peer stays.
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

  /** {@return the defaults} */
  public static RevalidationOptions defaults() {
    return DEFAULTS;
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return whether peers that stay are asked about again when their answers end, true by default}
   */
  public boolean enabled() {
    return enabled;
  }

  /** {@return the least time between two questions about a peer, 30 s by default} */
  public Duration minAge() {
    return minAge;
  }

  /** {@return the longest time for which an answer is believed, 1 h by default} */
  public Duration maxAge() {
    return maxAge;
  }

  /** {@return how many questions are asked in a second at most, 500 by default} */
  public int rate() {
    return rate;
  }

  /**
   * {@return how long a peer keeps its old config after the control plane gave it one that breaks a
   * rule, 5 min by default}
   */
  public Duration grace() {
    return grace;
  }

  /**
   * {@return the share of the peers asked about within a minute above which none is evicted because
   * the control plane does not know it, 0.1 by default}
   */
  public double brakeShare() {
    return brakeShare;
  }

  /**
   * {@return up to how many peers are evicted within a minute whatever their share, 50 by default}
   */
  public int brakeLeast() {
    return brakeLeast;
  }

  /**
   * {@return how long a peer that the brake holds is kept before the same answer is believed, 10
   * min by default}
   */
  public Duration brakeHold() {
    return brakeHold;
  }

  /**
   * {@return how long a peer stays after its answer ended while the control plane does not answer;
   * empty, the default, for as long as that takes}
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

  /** Collects options. Each setter rejects a wrong value at once. Not thread-safe. */
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
     * Sets whether peers that stay are asked about again when their answers end. Without that, they
     * are asked about only when the control plane hints at a change, another peer wants an allowed
     * IP of theirs, or their client is not being answered.
     *
     * @param value true or false
     * @return this
     */
    public Builder enabled(boolean value) {
      this.enabled = value;
      return this;
    }

    /**
     * Sets the least time between two questions about a peer, also after one without an answer. An
     * answer that ends sooner is believed for so long.
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
     * Sets the longest time for which an answer is believed, whatever it says itself.
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
     * Sets how many questions are asked in a second at most. With n resident peers and answers that
     * are fresh for t seconds, n / t are needed.
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
     * Sets how long a peer keeps its old config after the control plane gave it one that breaks a
     * rule, or wants an allowed IP that another peer holds. Then it is evicted.
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
     * Sets the share of the peers asked about within a minute above which none is evicted because
     * the control plane does not know it: a proxy that is set up wrong answers 404 to everything.
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
     * Sets up to how many peers are evicted within a minute whatever their share.
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
     * Sets how long a peer that the brake holds is kept. If the control plane still says the same
     * after that, it is believed.
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
     * Evicts a peer, as expired, when the control plane has not answered for so long after the
     * peer's answer ended. By default a peer stays.
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
     * @throws IllegalArgumentException if the least age is longer than the longest
     */
    public RevalidationOptions build() {
      if (minAge.compareTo(maxAge) > 0) {
        throw new IllegalArgumentException(
            "minAge " + minAge + " is longer than maxAge " + maxAge + "; set one of them");
      }
      return new RevalidationOptions(this);
    }
  }
}
