package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;

/** A peer that should be installed. Every method is called on the writer's thread. */
public interface InstallRequest {

  /** What to install. */
  PeerConfig config();

  /** Asked right before the peer is installed: false if nobody waits for it any more. */
  boolean stillWanted();

  /** The peer is on the device and in the hot set. */
  void installed();

  /** It was no longer wanted, and nothing was done. */
  void withdrawn();

  /** Another peer holds one of its allowed IPs, and nothing was done. */
  void conflicted(Conflict conflict);

  /** The store failed, and the peer is not there. */
  void failed(StoreException failure);
}
