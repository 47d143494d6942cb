package io.jitpeers;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.List;

/**
 * Bounds and rules of provisioning: how much at once, how long, for how long answers are believed,
 * and what a config may ask for. Immutable and thread-safe.
 */
public final class ProvisioningOptions {
  private final int maxPending;
  private final int maxLookupsInFlight;
  private final Duration lookupDeadline;
  private final Duration pendingDeadline;
  private final int maxResidentPeers;
  private final int replayMemorySize;
  private final int positiveCacheSize;
  private final int negativeCacheSize;
  private final Duration maxFreshness;
  private final Duration maxNegativeTtl;
  private final Duration maxStaleIfError;
  private final double freshnessJitter;
  private final Duration removalBudget;
  private final Duration closeDeadline;
  private final boolean permitDefaultRoutes;
  private final int maxAllowedIps;
  private final int minKeepaliveSeconds;
  private final int maxKeepaliveSeconds;
  private final List<IpPrefix> permittedAllowedIps;

  private ProvisioningOptions(Builder builder) {
    this.maxPending = builder.maxPending;
    this.maxLookupsInFlight = builder.maxLookupsInFlight;
    this.lookupDeadline = builder.lookupDeadline;
    this.pendingDeadline = builder.pendingDeadline;
    this.maxResidentPeers = builder.maxResidentPeers;
    this.replayMemorySize = builder.replayMemorySize;
    this.positiveCacheSize = builder.positiveCacheSize;
    this.negativeCacheSize = builder.negativeCacheSize;
    this.maxFreshness = builder.maxFreshness;
    this.maxNegativeTtl = builder.maxNegativeTtl;
    this.maxStaleIfError = builder.maxStaleIfError;
    this.freshnessJitter = builder.freshnessJitter;
    this.removalBudget = builder.removalBudget;
    this.closeDeadline = builder.closeDeadline;
    this.permitDefaultRoutes = builder.permitDefaultRoutes;
    this.maxAllowedIps = builder.maxAllowedIps;
    this.minKeepaliveSeconds = builder.minKeepaliveSeconds;
    this.maxKeepaliveSeconds = builder.maxKeepaliveSeconds;
    this.permittedAllowedIps = builder.permittedAllowedIps;
  }

  /**
   * Gives the defaults.
   *
   * @return options as built without setting any
   */
  public static ProvisioningOptions defaults() {
    return builder().build();
  }

  /**
   * Starts with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Gives how many peers may be in provisioning at once.
   *
   * @return the value; 10_000 by default
   */
  public int maxPending() {
    return maxPending;
  }

  /**
   * Gives how many lookups may be in flight at once.
   *
   * @return the value; 256 by default
   */
  public int maxLookupsInFlight() {
    return maxLookupsInFlight;
  }

  /**
   * Gives how long a lookup may take, waiting included.
   *
   * @return the value; ofSeconds(4) by default
   */
  public Duration lookupDeadline() {
    return lookupDeadline;
  }

  /**
   * Gives how long a peer may be in provisioning, lookup and install together.
   *
   * @return the value; ofSeconds(10) by default
   */
  public Duration pendingDeadline() {
    return pendingDeadline;
  }

  /**
   * Gives how many peers may be resident.
   *
   * @return the value; 500_000 by default
   */
  public int maxResidentPeers() {
    return maxResidentPeers;
  }

  /**
   * Gives of how many keys the newest timestamp is remembered, so that a recorded initiation is
   * refused although its peer was evicted meanwhile.
   *
   * @return the value; 1_000_000 by default
   */
  public int replayMemorySize() {
    return replayMemorySize;
  }

  /**
   * Gives how many found configs are kept for their freshness.
   *
   * @return the value; 100_000 by default
   */
  public int positiveCacheSize() {
    return positiveCacheSize;
  }

  /**
   * Gives how many not-found answers are kept.
   *
   * @return the value; 100_000 by default
   */
  public int negativeCacheSize() {
    return negativeCacheSize;
  }

  /**
   * Gives the longest that a found config is fresh, whatever the control plane says.
   *
   * @return the value; ofHours(1) by default
   */
  public Duration maxFreshness() {
    return maxFreshness;
  }

  /**
   * Gives the longest that a not-found answer is believed, whatever the control plane says.
   *
   * @return the value; ofMinutes(1) by default
   */
  public Duration maxNegativeTtl() {
    return maxNegativeTtl;
  }

  /**
   * Gives the longest that a found config is used stale while the control plane cannot answer.
   *
   * @return the value; ofHours(1) by default
   */
  public Duration maxStaleIfError() {
    return maxStaleIfError;
  }

  /**
   * Gives by how much of it a freshness is shortened at random, so that answers do not all expire
   * together.
   *
   * @return the value; 0.1 by default
   */
  public double freshnessJitter() {
    return freshnessJitter;
  }

  /**
   * Gives how long one chunk of removals may take, which is how long a first packet may wait for an
   * eviction.
   *
   * @return the value; ofMillis(20) by default
   */
  public Duration removalBudget() {
    return removalBudget;
  }

  /**
   * Gives how long closing waits for peers in provisioning before it fails them.
   *
   * @return the value; ofSeconds(2) by default
   */
  public Duration closeDeadline() {
    return closeDeadline;
  }

  /**
   * Gives whether 0.0.0.0/0 and ::/0 may be allowed IPs.
   *
   * @return the value; false by default
   */
  public boolean permitDefaultRoutes() {
    return permitDefaultRoutes;
  }

  /**
   * Gives how many allowed IPs a peer may have.
   *
   * @return the value; 64 by default
   */
  public int maxAllowedIps() {
    return maxAllowedIps;
  }

  /**
   * Gives the shortest persistent keepalive a config may ask for, in seconds.
   *
   * @return the value; 1 by default
   */
  public int minKeepaliveSeconds() {
    return minKeepaliveSeconds;
  }

  /**
   * Gives the longest persistent keepalive a config may ask for, in seconds.
   *
   * @return the value; 65535 by default
   */
  public int maxKeepaliveSeconds() {
    return maxKeepaliveSeconds;
  }

  /**
   * Gives the ranges that allowed IPs must lie in. Default routes are ruled by {@link
   * #permitDefaultRoutes} alone.
   *
   * @return the ranges; empty, the default, permits any
   */
  public List<IpPrefix> permittedAllowedIps() {
    return permittedAllowedIps;
  }

  /** Collects options. Each setter rejects a wrong value at once. Not thread-safe. */
  public static final class Builder {
    private int maxPending = 10_000;
    private int maxLookupsInFlight = 256;
    private Duration lookupDeadline = Duration.ofSeconds(4);
    private Duration pendingDeadline = Duration.ofSeconds(10);
    private int maxResidentPeers = 500_000;
    private int replayMemorySize = 1_000_000;
    private int positiveCacheSize = 100_000;
    private int negativeCacheSize = 100_000;
    private Duration maxFreshness = Duration.ofHours(1);
    private Duration maxNegativeTtl = Duration.ofMinutes(1);
    private Duration maxStaleIfError = Duration.ofHours(1);
    private double freshnessJitter = 0.1;
    private Duration removalBudget = Duration.ofMillis(20);
    private Duration closeDeadline = Duration.ofSeconds(2);
    private boolean permitDefaultRoutes = false;
    private int maxAllowedIps = 64;
    private int minKeepaliveSeconds = 1;
    private int maxKeepaliveSeconds = PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS;
    private List<IpPrefix> permittedAllowedIps = List.of();

    private Builder() {}

    /**
     * Sets how many peers may be in provisioning at once (further initiations end as PENDING_FULL).
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxPending(int value) {
      this.maxPending = OptionChecks.positive("maxPending", value);
      return this;
    }

    /**
     * Sets how many lookups may be in flight at once (further ones wait in order).
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxLookupsInFlight(int value) {
      this.maxLookupsInFlight = OptionChecks.positive("maxLookupsInFlight", value);
      return this;
    }

    /**
     * Sets how long a lookup may take, waiting included (the default of 4 s ends before the
     * client's own retry after 5 s (REKEY_TIMEOUT)).
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder lookupDeadline(Duration value) {
      this.lookupDeadline = OptionChecks.positive("lookupDeadline", value);
      return this;
    }

    /**
     * Sets how long a peer may be in provisioning, lookup and install together (its packet then
     * ends as STORE_FAILED).
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder pendingDeadline(Duration value) {
      this.pendingDeadline = OptionChecks.positive("pendingDeadline", value);
      return this;
    }

    /**
     * Sets how many peers may be resident (initiations of further peers end as AT_CAPACITY and
     * bring the next sweep forward; the kernel itself takes 2^20).
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxResidentPeers(int value) {
      this.maxResidentPeers = OptionChecks.positive("maxResidentPeers", value);
      return this;
    }

    /**
     * Sets of how many keys the newest timestamp is remembered. A key that is forgotten for want of
     * room can be replayed, so this should be more than the peers that ever come.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder replayMemorySize(int value) {
      this.replayMemorySize = OptionChecks.positive("replayMemorySize", value);
      return this;
    }

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

    /**
     * Sets how long one chunk of removals may take, which is how long a first packet may wait for
     * an eviction.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder removalBudget(Duration value) {
      this.removalBudget = OptionChecks.positive("removalBudget", value);
      return this;
    }

    /**
     * Sets how long closing waits for peers in provisioning before it fails them.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder closeDeadline(Duration value) {
      this.closeDeadline = OptionChecks.notNegative("closeDeadline", value);
      return this;
    }

    /**
     * Sets whether 0.0.0.0/0 and ::/0 may be allowed IPs.
     *
     * @param value true or false
     * @return this
     */
    public Builder permitDefaultRoutes(boolean value) {
      this.permitDefaultRoutes = value;
      return this;
    }

    /**
     * Sets how many allowed IPs a peer may have.
     *
     * @param value 1 or more
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxAllowedIps(int value) {
      this.maxAllowedIps = OptionChecks.positive("maxAllowedIps", value);
      return this;
    }

    /**
     * Sets the shortest persistent keepalive a config may ask for, in seconds (0, for off, is
     * always permitted).
     *
     * @param value 0 to 65535
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder minKeepaliveSeconds(int value) {
      this.minKeepaliveSeconds = OptionChecks.keepalive("minKeepaliveSeconds", value);
      return this;
    }

    /**
     * Sets the longest persistent keepalive a config may ask for, in seconds.
     *
     * @param value 0 to 65535
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxKeepaliveSeconds(int value) {
      this.maxKeepaliveSeconds = OptionChecks.keepalive("maxKeepaliveSeconds", value);
      return this;
    }

    /**
     * Sets the ranges that allowed IPs must lie in.
     *
     * @param ranges the ranges; empty permits any; copied
     * @return this
     */
    public Builder permittedAllowedIps(List<IpPrefix> ranges) {
      this.permittedAllowedIps = List.copyOf(ranges);
      return this;
    }

    /**
     * Makes the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if the shortest keepalive is longer than the longest, or the
     *     pending deadline is shorter than the lookup deadline
     */
    public ProvisioningOptions build() {
      if (minKeepaliveSeconds > maxKeepaliveSeconds) {
        throw new IllegalArgumentException(
            "minKeepaliveSeconds "
                + minKeepaliveSeconds
                + " is more than maxKeepaliveSeconds "
                + maxKeepaliveSeconds);
      }
      if (pendingDeadline.compareTo(lookupDeadline) < 0) {
        throw new IllegalArgumentException(
            "pendingDeadline "
                + pendingDeadline
                + " is shorter than lookupDeadline "
                + lookupDeadline
                + ", which is a part of it");
      }
      return new ProvisioningOptions(this);
    }
  }
}
