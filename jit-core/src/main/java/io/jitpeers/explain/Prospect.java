package io.jitpeers.explain;

/**
 * A prediction of what would happen to a peer's next initiation. The prediction is made without
 * asking the control plane, the device, or the database server of a shared replay memory. Their
 * answers to the actual initiation may therefore lead to another result. Later versions may add
 * constants, so a {@code switch} over them needs a default.
 */
public enum Prospect {
  /** The orchestrator was not started, or has not read the device yet. */
  NOT_STARTED(false),
  /** The orchestrator was closed. */
  CLOSED(false),
  /** The peer's key is the device's own public key. The initiation is refused. */
  OWN_KEY(false),
  /** The peer is on the device, which answers the initiation. */
  RESIDENT(true),
  /**
   * The peer is on the device but has never completed a handshake. The device answers the
   * initiation.
   */
  RESIDENT_WITHOUT_HANDSHAKE(true),
  /** The peer is being provisioned. The initiation joins the provisioning in progress. */
  PROVISIONING(true),
  /**
   * The initiation is refused as a replay because its timestamp is too old. This prediction is
   * wrong if the client's clock has been corrected since the client's latest initiation.
   */
  TOO_OLD(false),
  /**
   * An earlier initiation of the peer was refused a short time ago. The next initiation is refused
   * too, without asking the control plane.
   */
  RECENTLY_REFUSED(false),
  /**
   * The control plane answered a short time ago that it knows no such peer. The initiation is
   * refused without asking the control plane again.
   */
  NOT_FOUND(false),
  /** The limit of resident peers is reached, so the initiation is refused. */
  AT_CAPACITY(false),
  /** Too many peers are being provisioned, so the initiation is refused. */
  PENDING_FULL(false),
  /**
   * The peer's cached config contains an allowed IP of another resident peer. The next initiation
   * is refused unless the other peer has given up that allowed IP by then.
   */
  ADDRESS_CONFLICT(false),
  /** The peer is installed from the cached config, without asking the control plane. */
  INSTALL_FROM_CACHE(true),
  /**
   * The control plane is asked. If it does not answer, the peer is installed from a stale cached
   * config.
   */
  ASK_OR_STALE(true),
  /** The control plane is asked. */
  ASK(true),
  /**
   * The control plane is asked again. Its previous answer led to a refusal, so the peer is refused
   * again unless the new answer is different.
   */
  REFUSED_UNLESS_CHANGED(false),
  /**
   * The control plane is asked, but the latest lookups failed, so this lookup probably fails too.
   */
  CONTROL_PLANE_DOWN(false);

  private final boolean hopeful;

  Prospect(boolean hopeful) {
    this.hopeful = hopeful;
  }

  /**
   * Returns whether the initiation would probably bring the peer onto the device, as far as the
   * orchestrator knows.
   *
   * @return true if the orchestrator knows no reason why the initiation would fail
   */
  public boolean hopeful() {
    return hopeful;
  }
}
