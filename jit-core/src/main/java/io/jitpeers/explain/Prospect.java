package io.jitpeers.explain;

/**
 * What would happen to a peer's next initiation. Predicted without asking the control plane, the
 * replay memory's engine or the device, so what they say when the initiation comes may still change
 * it. Later versions may add constants, so a {@code switch} over them needs a default.
 */
public enum Prospect {
  /** The orchestrator was not started, or has not read the device yet. */
  NOT_STARTED(false),
  /** The orchestrator was closed. */
  CLOSED(false),
  /** The key is the device's own key. Its initiations are refused. */
  OWN_KEY(false),
  /** The peer is on the device, which answers the initiation. */
  RESIDENT(true),
  /** The peer is on the device but has never completed a handshake. */
  RESIDENT_WITHOUT_HANDSHAKE(true),
  /** The peer is being provisioned. The initiation joins that attempt. */
  PROVISIONING(true),
  /** The initiation is refused as a replay, if the client's clock is where it was last. */
  TOO_OLD(false),
  /** A recent refusal still applies, and the control plane is not asked again yet. */
  RECENTLY_REFUSED(false),
  /** The control plane recently answered that it knows no such peer. */
  NOT_FOUND(false),
  /** The limit of resident peers is reached. */
  AT_CAPACITY(false),
  /** Too many peers are being provisioned. */
  PENDING_FULL(false),
  /** A cached config claims an allowed IP of a resident peer. */
  ADDRESS_CONFLICT(false),
  /** The peer is installed from the cached config, without asking the control plane. */
  INSTALL_FROM_CACHE(true),
  /**
   * The control plane is asked, and if it does not answer, the peer is installed from an old cached
   * config.
   */
  ASK_OR_STALE(true),
  /** The control plane is asked. */
  ASK(true),
  /**
   * The control plane is asked, but the peer was refused because of its latest answer, so unless
   * the answer has changed, the peer is refused again.
   */
  REFUSED_UNLESS_CHANGED(false),
  /** The control plane is asked, but the latest lookups failed, so this one probably fails too. */
  CONTROL_PLANE_DOWN(false);

  private final boolean hopeful;

  Prospect(boolean hopeful) {
    this.hopeful = hopeful;
  }

  /**
   * Returns whether nothing that the orchestrator knows stands in the way of the peer.
   *
   * @return false if the initiation would probably not bring the peer onto the device
   */
  public boolean hopeful() {
    return hopeful;
  }
}
