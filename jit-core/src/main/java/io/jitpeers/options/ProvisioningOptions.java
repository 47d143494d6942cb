package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of provisioning, how much at once and how long; and how first packets are answered.
 * Immutable and thread-safe.
 */
public final class ProvisioningOptions {
  /** The most keys that the replay memory can index. */
  private static final int MAX_REPLAY_MEMORY = 1 << 28;

  /**
   * KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, whitepaper section 6.1: three tries of the data plane, 5 s
   * apart. A handshake that began so long ago is done, or was given up.
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

  /** {@return the defaults} */
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

  /** {@return how long a lookup may take, waiting included, 4 s by default} */
  public Duration lookupDeadline() {
    return lookupDeadline;
  }

  /**
   * {@return how long a peer may be in provisioning, lookup and install together, 10 s by default}
   */
  public Duration pendingDeadline() {
    return pendingDeadline;
  }

  /** {@return how many peers may be resident, 500000 by default} */
  public int maxResidentPeers() {
    return maxResidentPeers;
  }

  /**
   * {@return of how many keys the newest timestamp is remembered, so that a recorded initiation is
   * refused although its peer was evicted meanwhile, 1000000 by default}
   */
  public int replayMemorySize() {
    return replayMemorySize;
  }

  /**
   * {@return how long one chunk of removals may take, which is how long a first packet may wait for
   * an eviction, 20 ms by default}
   */
  public Duration removalBudget() {
    return removalBudget;
  }

  /**
   * {@return how long closing waits for peers in provisioning before it fails them, 2 s by default}
   */
  public Duration closeDeadline() {
    return closeDeadline;
  }

  /**
   * Returns how first packets are answered, where that is possible.
   *
   * @return the value; {@link FirstPacketStrategy#REPLAY} by default
   */
  public FirstPacketStrategy firstPacket() {
    return firstPacket;
  }

  /**
   * {@return how long a peer with which the data plane was made to initiate a handshake may be on
   * the device without completing one, 15 s by default}
   */
  public Duration confirmationTime() {
    return confirmationTime;
  }

  /**
   * {@return which part of {@link #maxPending} and of {@link #maxLookupsInFlight} clients may take
   * whose keys the control plane is not known to have known, 0.5 by default}
   */
  public double strangersShare() {
    return strangersShare;
  }

  /** {@return how many of such clients may be in provisioning at once, 1 or more} */
  public int maxPendingStrangers() {
    return Math.max(1, (int) Math.ceil(maxPending * strangersShare));
  }

  /** Collects options. Each setter rejects a wrong value at once. Not thread-safe. */
  public static final class Builder {
    private int maxPending = 10_000;
    private int maxLookupsInFlight = 256;
    private Duration lookupDeadline = Duration.ofSeconds(4);
    private Duration pendingDeadline = Duration.ofSeconds(10);
    private int maxResidentPeers = 500_000;
    private int replayMemorySize = 1_000_000;
    private Duration removalBudget = Duration.ofMillis(20);
    private Duration closeDeadline = Duration.ofSeconds(2);
    private FirstPacketStrategy firstPacket = FirstPacketStrategy.REPLAY;
    private Duration confirmationTime = HANDSHAKE;
    private double strangersShare = 0.5;

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
     * Sets how many lookups may be in flight at once (further ones wait: known keys first, then in
     * the order in which clients began to try).
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
     * @param value 1 to 268,435,456
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder replayMemorySize(int value) {
      this.replayMemorySize = OptionChecks.atMost("replayMemorySize", value, MAX_REPLAY_MEMORY);
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
     * Sets how first packets are answered, where that is possible; {@link FirstPacketStrategy} says
     * what happens where it is not.
     *
     * @param value the strategy
     * @return this
     */
    public Builder firstPacket(FirstPacketStrategy value) {
      this.firstPacket = Objects.requireNonNull(value, "firstPacket");
      return this;
    }

    /**
     * Sets how long a peer with which the data plane was made to initiate a handshake may be on the
     * device without completing one. Then it goes, whatever the eviction policy says (unless it is
     * pinned, or the control plane cannot be reached), at the latest 5 s later: who has a client's
     * key could otherwise make the gateway send to somebody else's address. Its client brings it
     * back at any time.
     *
     * @param value 15 s (KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, whitepaper section 6.1) or longer: a
     *     handshake may take so long when packets are lost
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder confirmationTime(Duration value) {
      this.confirmationTime = OptionChecks.atLeast("confirmationTime", value, HANDSHAKE);
      return this;
    }

    /**
     * Sets which part of the peers in provisioning and of the lookups in flight is for clients
     * whose keys the control plane is not known to have known: no peer of theirs is resident, no
     * answer remembered, no timestamp protected in the replay memory. Anybody can make such keys
     * and prove them, so what does not fit ends as PENDING_FULL, and never keeps out those that are
     * known. New clients are among them, and all clients after a start with an empty memory. One
     * source (an IPv4 address or an IPv6 /64) may have half of their lookups in flight, unless the
     * share is 1.
     *
     * @param value 0 to 1; one of them may always be in provisioning
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
                + ", which is a part of it");
      }
      return new ProvisioningOptions(this);
    }
  }
}
