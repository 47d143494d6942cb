package io.jitpeers.options;

import io.jitpeers.spi.PeerLocation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Options for a gateway that shares data with other gateways through a database server. {@link
 * io.jitpeers.spi.Fleet} describes this sharing, and calls the database server the engine.
 * Immutable and thread-safe.
 */
public final class FleetOptions {
  private final UnreachableFleet replayUnreachable;
  private final Duration replayWait;
  private final boolean relaysHints;
  private final @Nullable String gateway;

  private FleetOptions(Builder builder) {
    this.replayUnreachable = builder.replayUnreachable;
    this.replayWait = builder.replayWait;
    this.relaysHints = builder.relaysHints;
    this.gateway = builder.gateway;
  }

  /** {@return the default options} */
  public static FleetOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how initiations are checked for replays while the fleet's engine (its database server)
   * does not answer, {@link UnreachableFleet#LOCAL} by default}
   */
  public UnreachableFleet replayUnreachable() {
    return replayUnreachable;
  }

  /**
   * {@return the longest time for which an initiation waits for the answer of the fleet's engine
   * (its database server), 30 ms by default}
   */
  public Duration replayWait() {
    return replayWait;
  }

  /**
   * {@return whether change hints from the config source are announced to the other gateways, false
   * by default. A change hint says that a peer was added, changed or removed}
   */
  public boolean relaysHints() {
    return relaysHints;
  }

  /**
   * {@return this gateway's name in the {@linkplain io.jitpeers.spi.FleetDirectory directory};
   * empty by default, in which case this gateway does not list its peers in the directory}
   */
  public Optional<String> gateway() {
    return Optional.ofNullable(gateway);
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private UnreachableFleet replayUnreachable = UnreachableFleet.LOCAL;
    private Duration replayWait = Duration.ofMillis(30);
    private boolean relaysHints;
    private @Nullable String gateway;

    private Builder() {}

    /**
     * Sets how initiations are checked for replays while the fleet's engine (its database server)
     * does not answer.
     *
     * @param value the choice
     * @return this
     */
    public Builder replayUnreachable(UnreachableFleet value) {
      this.replayUnreachable = Objects.requireNonNull(value, "replayUnreachable");
      return this;
    }

    /**
     * Sets the longest time for which an initiation waits for the answer of the fleet's engine (its
     * database server). Only initiations of peers that are not on the device wait. Usual values are
     * 20 to 50 ms: several times as long as the engine takes to answer, and much shorter than the
     * lookup that follows.
     *
     * @param value longer than zero, at most 1 s
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder replayWait(Duration value) {
      if (OptionChecks.positive("replayWait", value).compareTo(LONGEST_WAIT) > 0) {
        throw new IllegalArgumentException("replayWait must be at most 1 s, not " + value);
      }
      this.replayWait = value;
      return this;
    }

    /**
     * Sets whether change hints from the config source are announced to the other gateways. A
     * change hint says that a peer was added, changed or removed. Only one or two gateways of a
     * fleet should listen to the control plane and relay its hints. If all gateways relayed the
     * hints, each hint would reach each gateway once from every other gateway.
     *
     * @param value true to announce the hints
     * @return this
     */
    public Builder relaysHints(boolean value) {
      this.relaysHints = value;
      return this;
    }

    /**
     * Sets this gateway's name in the {@linkplain io.jitpeers.spi.FleetDirectory directory}. The
     * directory then shows which peers have their sessions on this gateway. No other gateway of the
     * fleet may have the same name, and a gateway must keep its name across restarts. Hosts on the
     * private network behind the gateways read the names from the directory. A good name is
     * therefore the address at which these hosts reach the gateway.
     *
     * @param name 1 to 64 printable ASCII characters without spaces
     * @return this
     * @throws IllegalArgumentException if the name is not valid
     */
    public Builder gateway(String name) {
      this.gateway = PeerLocation.requireName(name);
      return this;
    }

    /** {@return immutable options} */
    public FleetOptions build() {
      return new FleetOptions(this);
    }
  }
}
