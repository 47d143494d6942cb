package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;

/** Is told of resident peers of our own that a listing gave. */
@FunctionalInterface
public interface ListedPeers {
  /**
   * Takes a peer with the allowed IPs it holds, which are objects of the hot set's own, to be
   * shared. Called under its lock, so that a peer that was taken out is not given afterwards: it
   * does not call the hot set, and is short.
   */
  void listed(PublicKey key, IpPrefix[] held, PeerStatus status);
}
