package io.jitpeers.options;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.util.List;

/**
 * What a peer's config may ask for. One that asks for more is refused whole. Besides, a config must
 * be for the key that was asked for, and its allowed IPs must not overlap those of another resident
 * peer, which the kernel would silently move. Immutable and thread-safe.
 */
public final class PeerConfigRules {
  private final List<IpPrefix> permittedAllowedIps;
  private final boolean permitDefaultRoutes;
  private final int maxAllowedIps;
  private final int minKeepaliveSeconds;
  private final int maxKeepaliveSeconds;

  private PeerConfigRules(Builder builder) {
    this.permittedAllowedIps = builder.permittedAllowedIps;
    this.permitDefaultRoutes = builder.permitDefaultRoutes;
    this.maxAllowedIps = builder.maxAllowedIps;
    this.minKeepaliveSeconds = builder.minKeepaliveSeconds;
    this.maxKeepaliveSeconds = builder.maxKeepaliveSeconds;
  }

  /**
   * Returns the defaults.
   *
   * @return rules as built without setting any
   */
  public static PeerConfigRules defaults() {
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
   * Returns the ranges that allowed IPs must lie in. Default routes are ruled by {@link
   * #permitDefaultRoutes} alone.
   *
   * @return the ranges; empty, the default, permits any
   */
  public List<IpPrefix> permittedAllowedIps() {
    return permittedAllowedIps;
  }

  /**
   * Returns whether 0.0.0.0/0 and ::/0 may be allowed IPs.
   *
   * @return the value; false by default
   */
  public boolean permitDefaultRoutes() {
    return permitDefaultRoutes;
  }

  /**
   * Returns how many allowed IPs a peer may have.
   *
   * @return the value; 64 by default
   */
  public int maxAllowedIps() {
    return maxAllowedIps;
  }

  /**
   * Returns the shortest persistent keepalive a config may ask for, in seconds.
   *
   * @return the value; 1 by default
   */
  public int minKeepaliveSeconds() {
    return minKeepaliveSeconds;
  }

  /**
   * Returns the longest persistent keepalive a config may ask for, in seconds.
   *
   * @return the value; 65535 by default
   */
  public int maxKeepaliveSeconds() {
    return maxKeepaliveSeconds;
  }

  /** Collects rules. Each setter rejects a wrong value at once. Not thread-safe. */
  public static final class Builder {
    private List<IpPrefix> permittedAllowedIps = List.of();
    private boolean permitDefaultRoutes = false;
    private int maxAllowedIps = 64;
    private int minKeepaliveSeconds = 1;
    private int maxKeepaliveSeconds = PeerConfig.MAX_PERSISTENT_KEEPALIVE_SECONDS;

    private Builder() {}

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
     * Creates the rules.
     *
     * @return immutable rules
     * @throws IllegalArgumentException if the shortest keepalive is longer than the longest
     */
    public PeerConfigRules build() {
      if (minKeepaliveSeconds > maxKeepaliveSeconds) {
        throw new IllegalArgumentException(
            "minKeepaliveSeconds "
                + minKeepaliveSeconds
                + " is more than maxKeepaliveSeconds "
                + maxKeepaliveSeconds);
      }
      return new PeerConfigRules(this);
    }
  }
}
