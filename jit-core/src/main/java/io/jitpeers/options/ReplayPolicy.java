package io.jitpeers.options;

/** What becomes of an initiation whose timestamp is older than the newest one of its key. */
public enum ReplayPolicy {
  /**
   * It is refused until its clock has caught up, or somebody says that the key's timestamps start
   * anew: {@link io.jitpeers.wireguard.PeerConfig#timestampEpoch} or an operator.
   */
  STRICT("strict"),
  /**
   * It is also accepted if an initiation with that timestamp was never accepted before, as far as
   * {@link ReplayOptions#seenSize} tells, and the control plane says that the peer's clock is
   * unreliable ({@link io.jitpeers.wireguard.PeerConfig#clockUnreliable}).
   *
   * <p>The risk: whoever recorded an initiation of such a peer can send it once it is so old that
   * it is no longer remembered, and after every restart of a gateway whose memory died with it. It
   * takes the peer's session down until its client initiates again, and moves the peer's endpoint
   * to the sender, who still cannot read or send anything inside the tunnel: that needs the private
   * key.
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
