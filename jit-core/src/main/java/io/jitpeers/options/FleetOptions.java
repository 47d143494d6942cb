package io.jitpeers.options;

import io.jitpeers.spi.PeerLocation;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway uses the {@linkplain io.jitpeers.spi.Fleet facts that it shares} with other
 * gateways. Immutable and thread-safe.
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
   * {@return how initiations are judged while the engine does not answer, {@link
   * UnreachableFleet#LOCAL} by default}
   */
  public UnreachableFleet replayUnreachable() {
    return replayUnreachable;
  }

  /** {@return the longest time that an initiation waits for the engine, 30 ms by default} */
  public Duration replayWait() {
    return replayWait;
  }

  /**
   * {@return whether the config source's hints of changes are announced to the other gateways,
   * false by default}
   */
  public boolean relaysHints() {
    return relaysHints;
  }

  /**
   * {@return this gateway's name in the {@linkplain io.jitpeers.spi.FleetDirectory directory};
   * empty by default, in which case the directory is not told which peers this gateway has}
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
     * Sets how initiations are judged while the engine does not answer.
     *
     * @param value the choice
     * @return this
     */
    public Builder replayUnreachable(UnreachableFleet value) {
      this.replayUnreachable = Objects.requireNonNull(value, "replayUnreachable");
      return this;
    }

    /**
     * Sets the longest time that an initiation waits for the engine's answer. Only initiations of
     * peers that are not resident wait. Usual values are 20 to 50 ms: several times as long as the
     * engine takes, and much shorter than the lookup that follows.
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
     * Sets whether the config source's hints of changes are announced to the other gateways. Then
     * one or two gateways of a fleet need to listen to the control plane, and only these should
     * relay: if all gateways do, each hint reaches each gateway from every other one.
     *
     * @param value true to announce them
     * @return this
     */
    public Builder relaysHints(boolean value) {
      this.relaysHints = value;
      return this;
    }

    /**
     * Sets this gateway's name in the {@linkplain io.jitpeers.spi.FleetDirectory directory}, which
     * then knows which peers have their sessions here. No other gateway of the fleet has the same
     * name, and a gateway keeps its name when it is restarted. The private side reads the names, so
     * the address under which it reaches the gateway is a good name.
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
