package io.jitpeers.eviction;

/** The way in which a resident peer came onto the device. */
public enum PeerOrigin {
  /** This orchestrator installed the peer. */
  PROVISIONED,
  /**
   * The peer was found on the device, and the control plane knows it, so it can be provisioned
   * again after an eviction.
   */
  ADOPTED,
  /** The peer was found on the device, and another program manages it. Sweeps never evict it. */
  FOREIGN
}
