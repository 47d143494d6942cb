package io.jitpeers.eviction;

/** The way in which a resident peer came onto the device. */
public enum PeerOrigin {
  /** This orchestrator installed the peer. */
  PROVISIONED,
  /**
   * The peer was found on the device, and the control plane knows the peer. The peer can therefore
   * be provisioned again after an eviction.
   */
  ADOPTED,
  /**
   * The peer was found on the device, and another program manages the peer. Eviction sweeps never
   * evict the peer.
   */
  FOREIGN
}
