package io.jitpeers.eviction;

/** The way in which a resident peer came onto the device. */
public enum PeerOrigin {
  /** This orchestrator installed the peer. */
  PROVISIONED,
  /**
   * The peer was found on the device, and this orchestrator manages the peer. Usually the control
   * plane knows the peer, so the peer can be provisioned again after an eviction. A peer that this
   * gateway installed earlier, for example before a restart, is adopted even before the control
   * plane is asked. With {@link io.jitpeers.options.FoundPeers#REMOVE_UNKNOWN}, a peer that the
   * control plane does not know is also adopted. Such a peer is removed if two further lookups
   * confirm that the peer is unknown, unless the brake against mass evictions holds the peer.
   */
  ADOPTED,
  /**
   * The peer was found on the device, and another program manages the peer. Eviction sweeps never
   * evict the peer.
   */
  FOREIGN
}
