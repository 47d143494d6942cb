package io.jitpeers.options;

/**
 * Ways to treat an initiation whose timestamp is older than the newest accepted timestamp of its
 * key.
 */
public enum ReplayPolicy {
  /**
   * An initiation whose timestamp is older than the newest accepted timestamp of its key is refused
   * until the client's clock has caught up, or until the key's timestamps are reset by {@link
   * io.jitpeers.wireguard.PeerConfig#timestampEpoch} or by an operator.
   */
  STRICT("strict"),
  /**
   * Like {@link #STRICT}, but an initiation whose timestamp is older by 5 s or more is accepted if
   * two conditions hold. First, as far as the replay memory can tell ({@link
   * ReplayOptions#seenSize}), the initiation was never accepted before. Second, the control plane
   * says that the peer's clock is unreliable ({@link
   * io.jitpeers.wireguard.PeerConfig#clockUnreliable}).
   *
   * <p>The risk: someone who recorded an initiation of such a peer can send the recording as soon
   * as the replay memory has forgotten the initiation. A replay memory that is not persistent also
   * forgets every initiation when the gateway restarts. The recording ends the peer's session until
   * the client initiates again. The recording also moves the peer's endpoint to the sender of the
   * recording. This sender still cannot read or send anything inside the tunnel, because the sender
   * does not have the client's private key.
   */
  ALLOW_CLOCK_RESET("allow-clock-reset");

  private final String label;

  ReplayPolicy(String label) {
    this.label = label;
  }

  /** {@return the name in settings, such as {@code allow-clock-reset}} */
  public String label() {
    return label;
  }
}
