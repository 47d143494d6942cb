package io.jitpeers.options;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionSchedule;
import java.time.Duration;
import java.util.Objects;

/**
 * Options for sweeps, which list the device's peers and evict some of them: when sweeps run, which
 * peers are protected, and how fast sweeps work. Immutable and thread-safe.
 *
 * <p>An {@link io.jitpeers.eviction.EvictionPolicy} selects the peers to evict. {@link FoundPeers}
 * explains what a found peer is and what it means to adopt one.
 */
public final class EvictionOptions {
  private static final EvictionOptions DEFAULTS = builder().build();

  private final EvictionSchedule schedule;
  private final Duration losslessFloor;
  private final boolean recoversSessions;
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
    this.recoversSessions = builder.recoversSessions;
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

  /** {@return a new builder that starts from the defaults, which are stated at each setter} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the default options} */
  public static EvictionOptions defaults() {
    return DEFAULTS;
  }

  /** {@return when sweeps run} */
  public EvictionSchedule schedule() {
    return schedule;
  }

  /**
   * {@return the age below which a session protects its peer from eviction. An age below 180 s
   * requires {@link Builder#recoverSessions} or {@link Builder#acceptSessionLoss}}
   */
  public Duration losslessFloor() {
    return losslessFloor;
  }

  /**
   * {@return whether an evicted peer gets a new session if its client goes on sending data, false
   * by default}
   */
  public boolean recoversSessions() {
    return recoversSessions;
  }

  /** {@return whether all sweeps, including sweeps on request, only report what they would do} */
  public boolean dryRun() {
    return dryRun;
  }

  /**
   * {@return whether policies receive an adaptive limit: a suggested maximum number of peers on the
   * device, derived from how long sweeps take}
   */
  public boolean adaptiveLimit() {
    return adaptiveLimit;
  }

  /**
   * {@return how long a sweep should take to list the device and to select peers. The {@linkplain
   * #adaptiveLimit adaptive limit} is derived from this target}
   */
  public Duration sweepTarget() {
    return sweepTarget;
  }

  /** {@return the lowest value of the {@linkplain #adaptiveLimit adaptive limit}} */
  public int limitFloor() {
    return limitFloor;
  }

  /** {@return the highest and initial value of the {@linkplain #adaptiveLimit adaptive limit}} */
  public int limitCeiling() {
    return limitCeiling;
  }

  /** {@return how {@linkplain FoundPeers found peers} are treated, ADOPT by default} */
  public FoundPeers foundPeers() {
    return foundPeers;
  }

  /**
   * {@return how long a {@linkplain FoundPeers found peer} is left alone before it can be adopted.
   * The time begins when the gateway first sees the peer}
   */
  public Duration adoptionGrace() {
    return adoptionGrace;
  }

  /** {@return the maximum number of lookups per second for {@linkplain FoundPeers found peers}} */
  public int adoptionRate() {
    return adoptionRate;
  }

  /**
   * {@return the maximum age of the control plane's latest answer, 30 s by default. If the answer
   * is older, a sweep checks that the control plane can be reached before the sweep evicts
   * authorized peers}
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
        + ", recoversSessions="
        + recoversSessions
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

  /** Builds options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private EvictionSchedule schedule = EvictionSchedule.every(Duration.ofMinutes(1));
    private Duration losslessFloor = EvictionPolicies.LOSSLESS_FLOOR;
    private boolean sessionLossAccepted;
    private boolean recoversSessions;
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
     * Sets when sweeps run. Default: every minute, with jitter.
     *
     * @param value the schedule
     * @return this
     */
    public Builder schedule(EvictionSchedule value) {
      this.schedule = Objects.requireNonNull(value, "schedule");
      return this;
    }

    /**
     * Allows a {@linkplain #losslessFloor lossless floor} below 180 s. The lossless floor is the
     * age below which a session protects its peer from eviction.
     *
     * <p>A session younger than 180 s is alive, and its client still uses it. If the client's peer
     * is evicted, the client's packets are dropped without an answer. The client notices the loss
     * only when it has sent packets and received nothing for 15 s (KEEPALIVE_TIMEOUT 10 s +
     * REKEY_TIMEOUT 5 s, whitepaper sections 6.2 to 6.5). Until the client initiates again, the
     * client's traffic is lost in both directions. A session older than 180 s is dead on the
     * client's side too. The client then sends an initiation before it sends data, and this
     * initiation causes the client's peer to be installed again.
     *
     * @return this
     */
    public Builder acceptSessionLoss() {
      this.sessionLossAccepted = true;
      return this;
    }

    /**
     * Sets whether an evicted peer gets a new session if its client goes on sending data. The
     * gateway then installs the peer again and initiates a handshake. The client's traffic is
     * interrupted for about two round trips. If a firewall rule captures only some of the client's
     * packets, the interruption lasts until the rule captures a packet. The value true also allows
     * a {@link #losslessFloor} below 180 s. Recovery needs a {@link
     * io.jitpeers.JitOrchestratorBuilder#transportSource}. If a client's address or port has
     * changed since the client was last seen, the session is not recovered. Such a client loses its
     * traffic for up to 15 s, as described for {@link #acceptSessionLoss}. Default: false.
     *
     * @param value true to recover sessions
     * @return this
     */
    public Builder recoverSessions(boolean value) {
      this.recoversSessions = value;
      return this;
    }

    /**
     * Sets the age below which a session protects its peer from eviction, whatever a policy
     * selects. Peers that are no longer authorized are evicted anyway. The default is 180 s; a
     * shorter time requires {@link #recoverSessions} or {@link #acceptSessionLoss}.
     *
     * @param value zero for no protection
     * @return this
     * @throws IllegalArgumentException if negative, or below 180 s without an earlier call of
     *     {@link #recoverSessions} or {@link #acceptSessionLoss}
     */
    public Builder losslessFloor(Duration value) {
      OptionChecks.notNegative("a lossless floor", value);
      requirePermitted(value);
      this.losslessFloor = value;
      return this;
    }

    private void requirePermitted(Duration value) {
      if (value.compareTo(EvictionPolicies.LOSSLESS_FLOOR) < 0
          && !sessionLossAccepted
          && !recoversSessions) {
        throw new IllegalArgumentException(
            "a lossless floor of "
                + value
                + " is below "
                + EvictionPolicies.LOSSLESS_FLOOR
                + ": evicted clients would lose their traffic for up to 15 s;"
                + " set recoverSessions to bring the clients back, or acceptSessionLoss to accept"
                + " the loss (in Java, before the lossless floor)");
      }
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
     * Sets whether policies receive an adaptive limit: a suggested maximum number of peers on the
     * device. The limit shrinks if listing the device and selecting peers take longer than 1.3
     * times {@link #sweepTarget}. Default: true. Affects only policies that use the suggested
     * limit, such as {@link CapacityPolicy}.
     *
     * @param value false for no limit
     * @return this
     */
    public Builder adaptiveLimit(boolean value) {
      this.adaptiveLimit = value;
      return this;
    }

    /**
     * Sets how long a sweep should take to list the device and to select peers. Default: 1 s.
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
     * Sets the range of the {@link #adaptiveLimit}. Default: 1,000 to 1,048,576. The kernel allows
     * up to 1,048,576 peers on a device (MAX_PEERS_PER_DEVICE, 2^20).
     *
     * @param floor the lowest value, at least 1
     * @param ceiling the highest value, at least the floor; also the initial value
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder limitRange(int floor, int ceiling) {
      if (floor < 1 || ceiling < floor) {
        throw new IllegalArgumentException(
            "a limit range must have a floor of 1 or more and a ceiling no lower than it, not from "
                + floor
                + " to "
                + ceiling);
      }
      this.limitFloor = floor;
      this.limitCeiling = ceiling;
      return this;
    }

    /**
     * Sets how {@linkplain FoundPeers found peers} are treated. Default: ADOPT, because after a
     * restart, a gateway without a state directory does not recognize the peers that it installed
     * before.
     *
     * @param value the treatment
     * @return this
     */
    public Builder foundPeers(FoundPeers value) {
      this.foundPeers = Objects.requireNonNull(value, "foundPeers");
      return this;
    }

    /**
     * Sets the maximum age of the control plane's latest answer. If the answer is older, a sweep
     * first checks that the control plane can be reached, and only then evicts. Evictions that
     * {@linkplain io.jitpeers.eviction.EvictionCause#endsAuthorization end a peer's authorization}
     * need no check. Default: 30 s. A peer that is evicted during an outage of the control plane
     * cannot come back. If no lookup was answered recently, only this check can show an outage.
     *
     * @param value zero to check in each sweep before it evicts authorized peers
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder probeAfter(Duration value) {
      this.probeAfter = OptionChecks.notNegative("probeAfter", value);
      return this;
    }

    /**
     * Sets how long a {@linkplain FoundPeers found peer} is left alone before it can be adopted.
     * The time begins when the gateway first sees the peer. Default: 10 minutes.
     *
     * @param value zero or longer; with zero, a found peer can be adopted at once
     * @return this
     * @throws IllegalArgumentException if negative
     */
    public Builder adoptionGrace(Duration value) {
      this.adoptionGrace = OptionChecks.notNegative("an adoption grace", value);
      return this;
    }

    /**
     * Sets the maximum number of lookups per second for {@linkplain FoundPeers found peers}. This
     * limit keeps a restart with many peers from overloading the control plane. Default: 50. The
     * basic pause between two lookups is one second divided by this number. Each pause is randomly
     * longer, by up to half of the basic pause. After a delay, lookups do not run faster to catch
     * up. Therefore any period of one second contains at most this number of lookups plus one. The
     * first lookup after a sweep waits for a random time of up to a second. Gateways that sweep at
     * the same time therefore do not send their lookups at the same time.
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

    /**
     * Creates the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if the lossless floor is below 180 s and neither {@link
     *     #recoverSessions} nor {@link #acceptSessionLoss} permits that
     */
    public EvictionOptions build() {
      requirePermitted(losslessFloor);
      return new EvictionOptions(this);
    }
  }
}
