package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;

/**
 * Options for provisioning: how many peers may be provisioned at once, how long provisioning may
 * take, and how first packets are answered. A first packet is an initiation from a client whose
 * peer is not installed. Immutable and thread-safe.
 */
public final class ProvisioningOptions {
  /** The maximum number of keys that the replay memory can index. */
  private static final int MAX_REPLAY_MEMORY = 1 << 28;

  /**
   * The minimum confirmation time, which is the time that a new peer has to complete a handshake:
   * KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, whitepaper section 6.1. In this time the data plane sends
   * three handshake initiations, 5 s apart, and the client has 5 s to answer the third.
   */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);

  private final int maxPending;
  private final int maxLookupsInFlight;
  private final Duration lookupDeadline;
  private final Duration pendingDeadline;
  private final int maxResidentPeers;
  private final int replayMemorySize;
  private final Duration removalBudget;
  private final Duration closeDeadline;
  private final FirstPacketStrategy firstPacket;
  private final Duration confirmationTime;
  private final double strangersShare;

  private ProvisioningOptions(Builder builder) {
    this.maxPending = builder.maxPending;
    this.maxLookupsInFlight = builder.maxLookupsInFlight;
    this.lookupDeadline = builder.lookupDeadline;
    this.pendingDeadline = builder.pendingDeadline;
    this.maxResidentPeers = builder.maxResidentPeers;
    this.replayMemorySize = builder.replayMemorySize;
    this.removalBudget = builder.removalBudget;
    this.closeDeadline = builder.closeDeadline;
    this.firstPacket = builder.firstPacket;
    this.confirmationTime = builder.confirmationTime;
    this.strangersShare = builder.strangersShare;
  }

  /** {@return the default options} */
  public static ProvisioningOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many peers may be in provisioning at once, 10000 by default} */
  public int maxPending() {
    return maxPending;
  }

  /** {@return how many lookups may be in flight at once, 256 by default} */
  public int maxLookupsInFlight() {
    return maxLookupsInFlight;
  }

  /** {@return how long a lookup may take, including its time in the queue, 4 s by default} */
  public Duration lookupDeadline() {
    return lookupDeadline;
  }

  /** {@return how long a peer may be in provisioning, from lookup to install, 10 s by default} */
  public Duration pendingDeadline() {
    return pendingDeadline;
  }

  /** {@return how many peers may be resident, that is, on the device; 500000 by default} */
  public int maxResidentPeers() {
    return maxResidentPeers;
  }

  /**
   * {@return the number of keys whose newest initiation timestamp is remembered, 1000000 by
   * default. If an attacker has recorded an initiation of a remembered key and sends it again, the
   * initiation is refused, even after the peer was evicted}
   */
  public int replayMemorySize() {
    return replayMemorySize;
  }

  /**
   * {@return how long the removal of one chunk of evicted peers may take, 0.5 ms by default. An
   * eviction delays a first packet (an initiation from a client whose peer is not installed) by at
   * most about this time}
   */
  public Duration removalBudget() {
    return removalBudget;
  }

  /**
   * {@return how long closing the orchestrator waits for peers in provisioning, 2 s by default.
   * After that time, their provisioning fails}
   */
  public Duration closeDeadline() {
    return closeDeadline;
  }

  /**
   * Returns the preferred way to answer first packets (initiations from clients whose peers are not
   * installed).
   *
   * @return the strategy; {@link FirstPacketStrategy#REPLAY} by default
   */
  public FirstPacketStrategy firstPacket() {
    return firstPacket;
  }

  /**
   * {@return how long a peer may be on the device without a completed handshake, counted from when
   * the gateway made the data plane initiate a handshake; 15 s by default}
   */
  public Duration confirmationTime() {
    return confirmationTime;
  }

  /**
   * {@return the fraction of {@link #maxPending} and of {@link #maxLookupsInFlight} that strangers
   * may use, 0.5 by default. A stranger is a client whose key, as far as the gateway can tell, is
   * not known to the control plane}
   */
  public double strangersShare() {
    return strangersShare;
  }

  /**
   * {@return how many {@linkplain #strangersShare strangers} may be in provisioning at once, 1 or
   * more}
   */
  public int maxPendingStrangers() {
    return Math.max(1, (int) Math.ceil(maxPending * strangersShare));
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private int maxPending = 10_000;
    private int maxLookupsInFlight = 256;
    private Duration lookupDeadline = Duration.ofSeconds(4);
    private Duration pendingDeadline = Duration.ofSeconds(10);
    private int maxResidentPeers = 500_000;
    private int replayMemorySize = 1_000_000;
    private Duration removalBudget = Duration.ofNanos(500_000);
    private Duration closeDeadline = Duration.ofSeconds(2);
    private FirstPacketStrategy firstPacket = FirstPacketStrategy.REPLAY;
    private Duration confirmationTime = HANDSHAKE;
    private double strangersShare = 0.5;

    private Builder() {}

    /**
     * Sets how many peers may be in provisioning at once. Initiations of further peers end with the
     * outcome {@link io.jitpeers.event.Outcome#PENDING_FULL}.
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
     * Sets how many lookups may be in flight at once. Further lookups wait. Waiting lookups of
     * {@linkplain #strangersShare strangers} come after the lookups of other clients. Among
     * strangers, the client whose first attempt was earliest goes first.
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
     * Sets how long a lookup may take, including its time in the queue. The default is 4 s, which
     * is less than the 5 s after which the client itself retries (REKEY_TIMEOUT).
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
     * Sets how long a peer may be in provisioning, from lookup to install. If provisioning takes
     * longer, it fails. The outcome of the peer's packet is LOOKUP_TIMEOUT if no config has arrived
     * by then. The outcome is STORE_FAILED if a config has arrived but the peer store is still busy
     * with a call. In any other case the outcome is INTERNAL_ERROR.
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
     * Sets how many peers may be resident, that is, on the device. Initiations of further peers end
     * with the outcome {@link io.jitpeers.event.Outcome#AT_CAPACITY}, and make the next eviction
     * sweep run earlier. The kernel itself allows 2^20 peers.
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
     * Sets the number of keys whose newest initiation timestamp is remembered. If an attacker has
     * recorded an initiation of a forgotten key and sends it again, the initiation is accepted. The
     * value should therefore exceed the number of all peers that may ever connect.
     *
     * @param value 1 to 268,435,456
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder replayMemorySize(int value) {
      this.replayMemorySize = OptionChecks.atMost("replayMemorySize", value, MAX_REPLAY_MEMORY);
      return this;
    }

    /**
     * Sets how long the removal of one chunk of evicted peers may take: the call of the peer store
     * and the gateway's own work for the removed peers. An eviction delays a first packet (an
     * initiation from a client whose peer is not installed) by at most about this time. A chunk
     * always has at least one peer, even if removing this peer takes longer.
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
     * Sets how long closing the orchestrator waits for the peers that are being provisioned. If a
     * peer is not installed by then, its provisioning fails.
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
     * Sets the preferred way to answer first packets (initiations from clients whose peers are not
     * installed). {@link FirstPacketStrategy} describes what happens if this strategy is not
     * possible.
     *
     * @param value the strategy
     * @return this
     */
    public Builder firstPacket(FirstPacketStrategy value) {
      this.firstPacket = Objects.requireNonNull(value, "firstPacket");
      return this;
    }

    /**
     * Sets how long a peer may be on the device without a completed handshake. The time begins when
     * the gateway makes the data plane initiate a handshake with the peer. If no handshake has
     * completed at the end of this time, the peer is removed within 5 s, whatever the eviction
     * policy says. A {@linkplain io.jitpeers.JitOrchestrator#pin pinned} peer stays. While the
     * control plane cannot be reached, every peer stays. The client can bring a removed peer back
     * at any time with a new initiation.
     *
     * <p>The limit protects third parties. An attacker who has a client's private key can send an
     * initiation with a forged source address, and the data plane then sends packets to the forged
     * address. The removal of the peer ends this.
     *
     * @param value 15 s (KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, whitepaper section 6.1) or longer,
     *     because a handshake may take this long when packets are lost
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder confirmationTime(Duration value) {
      this.confirmationTime = OptionChecks.atLeast("confirmationTime", value, HANDSHAKE);
      return this;
    }

    /**
     * Sets the fraction of {@link #maxPending} and of {@link #maxLookupsInFlight} that strangers
     * may use. A stranger is a client whose key, as far as the gateway can tell, is not known to
     * the control plane. Such a key has no resident peer and no cached config, and is not
     * {@linkplain io.jitpeers.spi.ReplayMemory#protect protected} in the replay memory. New clients
     * are strangers. After a start with an empty replay memory all clients are strangers.
     *
     * <p>Anyone can create keys and prove possession of them. Initiations of strangers above the
     * limit end with the outcome {@link io.jitpeers.event.Outcome#PENDING_FULL}. Strangers
     * therefore never displace other clients. If the fraction is less than 1, the strangers of one
     * source (an IPv4 address or an IPv6 /64) may use at most half of the lookups in flight that
     * all strangers together may use.
     *
     * @param value 0 to 1; even with 0, one stranger at a time may be in provisioning
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder strangersShare(double value) {
      this.strangersShare = OptionChecks.fraction("strangersShare", value);
      return this;
    }

    /**
     * Creates the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if the pending deadline is shorter than the lookup deadline
     */
    public ProvisioningOptions build() {
      if (pendingDeadline.compareTo(lookupDeadline) < 0) {
        throw new IllegalArgumentException(
            "pendingDeadline "
                + pendingDeadline
                + " is shorter than lookupDeadline "
                + lookupDeadline
                + ", which it includes");
      }
      return new ProvisioningOptions(this);
    }
  }
}
