package io.jitpeers.options;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionSchedule;
import java.time.Duration;
import java.util.Objects;

/**
 * How sweeps are done: when, how careful, and with which limits. Immutable and thread-safe.
 *
 * <p>Which peers leave is the matter of an {@link io.jitpeers.eviction.EvictionPolicy}.
 */
public final class EvictionOptions {
  private static final EvictionOptions DEFAULTS = builder().build();

  private final EvictionSchedule schedule;
  private final Duration losslessFloor;
  private final boolean dryRun;
  private final boolean adaptiveLimit;
  private final Duration sweepTarget;
  private final int limitFloor;
  private final int limitCeiling;
  private final FoundPeers foundPeers;
  private final Duration adoptionGrace;
  private final int adoptionRate;
  private final Duration probeAfter;

  private EvictionOptions(Builder builder) {
    this.schedule = builder.schedule;
    this.losslessFloor = builder.losslessFloor;
    this.dryRun = builder.dryRun;
    this.adaptiveLimit = builder.adaptiveLimit;
    this.sweepTarget = builder.sweepTarget;
    this.limitFloor = builder.limitFloor;
    this.limitCeiling = builder.limitCeiling;
    this.foundPeers = builder.foundPeers;
    this.adoptionGrace = builder.adoptionGrace;
    this.adoptionRate = builder.adoptionRate;
    this.probeAfter = builder.probeAfter;
  }

  /** {@return a new builder that starts from the defaults, which each setter names} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the options that are all defaults} */
  public static EvictionOptions defaults() {
    return DEFAULTS;
  }

  /** {@return when sweeps happen} */
  public EvictionSchedule schedule() {
    return schedule;
  }

  /**
   * {@return the age below which a session keeps its peer, 180 s unless session loss was accepted}
   */
  public Duration losslessFloor() {
    return losslessFloor;
  }

  /** {@return whether sweeps only report, also those that are asked for} */
  public boolean dryRun() {
    return dryRun;
  }

  /** {@return whether policies are given a limit that is derived from how long sweeps take} */
  public boolean adaptiveLimit() {
    return adaptiveLimit;
  }

  /** {@return how long a sweep should take at most, the target of the adaptive limit} */
  public Duration sweepTarget() {
    return sweepTarget;
  }

  /** {@return the least that the adaptive limit suggests} */
  public int limitFloor() {
    return limitFloor;
  }

  /** {@return the most that the adaptive limit suggests, with which it starts} */
  public int limitCeiling() {
    return limitCeiling;
  }

  /** {@return what becomes of peers that are found on the device, ADOPT by default} */
  public FoundPeers foundPeers() {
    return foundPeers;
  }

  /**
   * {@return how long a found peer is left alone before it can be adopted, from when it was first
   * seen}
   */
  public Duration adoptionGrace() {
    return adoptionGrace;
  }

  /** {@return how many found peers the control plane is asked about in one second at most} */
  public int adoptionRate() {
    return adoptionRate;
  }

  /**
   * {@return how old the latest answer of the control plane may be for a sweep to evict without
   * asking whether it can be reached, 30 s by default}
   */
  public Duration probeAfter() {
    return probeAfter;
  }

  @Override
  public String toString() {
    return "EvictionOptions[schedule="
        + schedule
        + ", losslessFloor="
        + losslessFloor
        + ", dryRun="
        + dryRun
        + ", adaptiveLimit="
        + (adaptiveLimit ? sweepTarget + " " + limitFloor + ".." + limitCeiling : "off")
        + ", foundPeers="
        + foundPeers
        + ", "
        + adoptionGrace
        + ", "
        + adoptionRate
        + "/s, probeAfter="
        + probeAfter
        + "]";
  }

  /** Collects options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private EvictionSchedule schedule = EvictionSchedule.every(Duration.ofMinutes(1));
    private Duration losslessFloor = EvictionPolicies.LOSSLESS_FLOOR;
    private boolean sessionLossAccepted;
    private boolean dryRun;
    private boolean adaptiveLimit = true;
    private Duration sweepTarget = Duration.ofSeconds(1);
    private int limitFloor = 1_000;
    private int limitCeiling = 1 << 20;
    private FoundPeers foundPeers = FoundPeers.ADOPT;
    private Duration adoptionGrace = Duration.ofMinutes(10);
    private int adoptionRate = 50;
    private Duration probeAfter = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * Sets when sweeps happen. Default: every minute, with jitter.
     *
     * @param value the schedule
     * @return this
     */
    public Builder schedule(EvictionSchedule value) {
      this.schedule = Objects.requireNonNull(value, "schedule");
      return this;
    }

    /**
     * Allows a lossless floor below 180 s.
     *
     * <p>A session younger than 180 s is alive: its client believes in it and sends with it. If its
     * peer is evicted, what the client sends is dropped unanswered, and the client only notices
     * when it has sent and heard nothing for 15 s (KEEPALIVE_TIMEOUT 10 s + REKEY_TIMEOUT 5 s,
     * whitepaper section 6.2 to 6.5). Until it initiates again, its traffic is lost in both
     * directions. An older session is dead on the client's side too: it handshakes before it sends,
     * and the handshake brings its peer back.
     *
     * @return this
     */
    public Builder acceptSessionLoss() {
      this.sessionLossAccepted = true;
      return this;
    }

    /**
     * Sets the age below which a session keeps its peer, whatever a policy selects; only peers
     * whose authorization ended go all the same. Default and least without {@link
     * #acceptSessionLoss}: 180 s.
     *
     * @param value zero for no protection
     * @return this
     * @throws IllegalArgumentException if negative, or below 180 s and session loss was not
     *     accepted before
     */
    public Builder losslessFloor(Duration value) {
      OptionChecks.notNegative("a lossless floor", value);
      if (value.compareTo(EvictionPolicies.LOSSLESS_FLOOR) < 0 && !sessionLossAccepted) {
        throw new IllegalArgumentException(
            "a lossless floor of "
                + value
                + " is below "
                + EvictionPolicies.LOSSLESS_FLOOR
                + ": evicted clients would lose their traffic for up to 15 s;"
                + " call acceptSessionLoss() first, or set accept-session-loss, if that is wanted");
      }
      this.losslessFloor = value;
      return this;
    }

    /**
     * Sets whether sweeps only report what they would do. Default: false.
     *
     * @param value true to evict nothing
     * @return this
     */
    public Builder dryRun(boolean value) {
      this.dryRun = value;
      return this;
    }

    /**
     * Sets whether policies are given a limit that shrinks when listing the device and choosing
     * takes longer than {@link #sweepTarget}. Default: true. Only a policy that heeds the suggested
     * limit, such as {@link CapacityPolicy}, is affected.
     *
     * @param value false for no limit
     * @return this
     */
    public Builder adaptiveLimit(boolean value) {
      this.adaptiveLimit = value;
      return this;
    }

    /**
     * Sets how long listing the device and choosing may take. Default: 1 s.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if zero or negative
     */
    public Builder sweepTarget(Duration value) {
      this.sweepTarget = OptionChecks.positive("a sweep target", value);
      return this;
    }

    /**
     * Sets between which numbers the adaptive limit moves. Default: 1,000 to 1,048,576, the most
     * that a kernel device holds (MAX_PEERS_PER_DEVICE, 2^20).
     *
     * @param floor at least 1
     * @param ceiling at least the floor; the limit starts here
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder limitRange(int floor, int ceiling) {
      if (floor < 1 || ceiling < floor) {
        throw new IllegalArgumentException(
            "a limit range must be from at least 1 to at least its floor, not from "
                + floor
                + " to "
                + ceiling);
      }
      this.limitFloor = floor;
      this.limitCeiling = ceiling;
      return this;
    }

    /**
     * Sets what becomes of peers that are found on the device. Default: ADOPT, since after a
     * restart of a gateway that does not remember what it installed every peer is a found one.
     *
     * @param value the treatment
     * @return this
     */
    public Builder foundPeers(FoundPeers value) {
      this.foundPeers = Objects.requireNonNull(value, "foundPeers");
      return this;
    }

    /**
     * Sets how old the latest answer of the control plane may be for a sweep to evict without
     * asking whether it can be reached. Default: 30 s. A peer that is evicted while the control
     * plane is down cannot come back, and perhaps nobody has asked it anything since it went down.
     *
     * @param value zero to ask before each sweep that evicts
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder probeAfter(Duration value) {
      this.probeAfter = OptionChecks.notNegative("probeAfter", value);
      return this;
    }

    /**
     * Sets how long a found peer is left alone, from when it was first seen. Default: 10 minutes.
     *
     * @param value zero for not at all
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder adoptionGrace(Duration value) {
      this.adoptionGrace = OptionChecks.notNegative("an adoption grace", value);
      return this;
    }

    /**
     * Sets how many found peers the control plane is asked about in one second at most, so that a
     * gateway that is restarted with many peers is no burden to it. Default: 50. Between two
     * lookups passes as long as that takes, and up to half as long again, at random; nothing is
     * made up for later, so that in no second there is more than one beyond the rate. The first
     * lookup after a sweep waits up to a second, so that gateways that sweep at the same time are
     * not in step.
     *
     * @param perSecond 1 to 1,000,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder adoptionRate(int perSecond) {
      if (perSecond < 1 || perSecond > 1_000_000) {
        throw new IllegalArgumentException(
            "an adoption rate must be 1 to 1000000 lookups a second, not " + perSecond);
      }
      this.adoptionRate = perSecond;
      return this;
    }

    /** {@return immutable options} */
    public EvictionOptions build() {
      return new EvictionOptions(this);
    }
  }
}
