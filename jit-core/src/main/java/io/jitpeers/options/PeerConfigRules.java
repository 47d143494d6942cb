package io.jitpeers.options;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Limits on what a peer's config may contain. A config that violates a rule is refused as a whole.
 * Two rules always apply. A config must be for the requested key. None of its allowed IPs may be
 * identical to an allowed IP of another peer on the device. The kernel would silently move such an
 * allowed IP to the new peer. Immutable and thread-safe.
 */
public final class PeerConfigRules {
  private final List<IpPrefix> permittedAllowedIps;
  private final boolean permitDefaultRoutes;
  private final int maxAllowedIps;
  private final NestedAllowedIps nestedAllowedIps;
  private final List<Requirement> requirements;

  private PeerConfigRules(Builder builder) {
    this.permittedAllowedIps = builder.permittedAllowedIps;
    this.permitDefaultRoutes = builder.permitDefaultRoutes;
    this.maxAllowedIps = builder.maxAllowedIps;
    this.nestedAllowedIps = builder.nestedAllowedIps;
    this.requirements = List.copyOf(builder.requirements);
  }

  /** {@return the default rules} */
  public static PeerConfigRules defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the ranges that allowed IPs must lie in. The ranges do not apply to default routes;
   * {@link #permitDefaultRoutes} alone decides about default routes.
   *
   * @return the ranges; an empty list, the default, permits all
   */
  public List<IpPrefix> permittedAllowedIps() {
    return permittedAllowedIps;
  }

  /** {@return whether 0.0.0.0/0 and ::/0 may be allowed IPs, false by default} */
  public boolean permitDefaultRoutes() {
    return permitDefaultRoutes;
  }

  /** {@return how many allowed IPs a peer may have, 64 by default} */
  public int maxAllowedIps() {
    return maxAllowedIps;
  }

  /**
   * {@return whether an allowed IP may lie inside an allowed IP of another peer on the device, or
   * contain one, {@link NestedAllowedIps#REFUSE} by default}
   */
  public NestedAllowedIps nestedAllowedIps() {
    return nestedAllowedIps;
  }

  /**
   * {@return the operator's further requirements, in the order in which they are checked; none by
   * default}
   */
  public List<Requirement> requirements() {
    return requirements;
  }

  /**
   * A condition that every config must meet.
   *
   * @param description the end of the sentence "the config must ...", such as {@code be for a
   *     paying customer}
   * @param holds tests a config; thread-safe, fast and without I/O. If it throws, the config is
   *     refused
   */
  public record Requirement(String description, Predicate<PeerConfig> holds) {
    /**
     * Creates a requirement.
     *
     * @param description the end of the sentence "the config must ..."
     * @param holds tests a config
     */
    public Requirement {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(holds, "holds");
    }
  }

  /** Builds rules. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private List<IpPrefix> permittedAllowedIps = List.of();
    private boolean permitDefaultRoutes = false;
    private int maxAllowedIps = 64;
    private NestedAllowedIps nestedAllowedIps = NestedAllowedIps.REFUSE;
    private final List<Requirement> requirements = new ArrayList<>();

    private Builder() {}

    /**
     * Sets the ranges that allowed IPs must lie in.
     *
     * @param ranges the ranges; an empty list permits all; copied
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
     * Sets whether an allowed IP may lie inside an allowed IP of another peer on the device, or
     * contain one.
     *
     * @param value the rule
     * @return this
     */
    public Builder nestedAllowedIps(NestedAllowedIps value) {
      this.nestedAllowedIps = Objects.requireNonNull(value, "nestedAllowedIps");
      return this;
    }

    /**
     * Adds a condition that every config must meet.
     *
     * @param description the end of the sentence "the config must ...", such as {@code be for a
     *     paying customer}
     * @param holds tests a config; thread-safe, fast and without I/O. If it throws, the config is
     *     refused
     * @return this
     */
    public Builder require(String description, Predicate<PeerConfig> holds) {
      requirements.add(new Requirement(description, holds));
      return this;
    }

    /** {@return immutable rules} */
    public PeerConfigRules build() {
      return new PeerConfigRules(this);
    }
  }
}
