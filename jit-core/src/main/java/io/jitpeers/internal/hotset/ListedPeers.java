package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;

/** Receives this gateway's own resident peers each time the device's peers are listed. */
@FunctionalInterface
public interface ListedPeers {
  /**
   * Receives one listed peer. Called under the hot set's lock, so that a peer is never reported
   * after it left the hot set. Implementations return quickly and do not call the hot set.
   *
   * @param held the peer's allowed IPs, in an array that the hot set does not keep
   * @param status the listed peer; the object may be a cursor, which is valid only during this call
   */
  void listed(PublicKey key, IpPrefix[] held, ListedPeer status);
}
