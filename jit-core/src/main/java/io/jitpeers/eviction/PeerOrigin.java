package io.jitpeers.eviction;

/** How a resident peer came to be there. */
public enum PeerOrigin {
  /** This orchestrator installed it. */
  PROVISIONED,
  /**
   * It was found on the device, and the control plane knows it, so that evicting it costs no more
   * than a pull.
   */
  ADOPTED,
  /** It was found on the device and belongs to somebody else: it is never evicted. */
  FOREIGN
}
