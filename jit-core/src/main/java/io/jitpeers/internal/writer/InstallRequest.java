package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A peer that should be installed. Every method is called on the writer's thread. */
public interface InstallRequest {

  /** What to install. */
  PeerConfig config();

  /** Asked right before the peer is installed: false if nobody waits for it any more. */
  boolean stillWanted();

  /**
   * Asked once, right before the peer is installed: where the data plane is to initiate a handshake
   * with it then, which is also its endpoint; null if it is not to. Such a peer goes unless it
   * completes a handshake.
   */
  @Nullable InetSocketAddress initiateTo();

  /**
   * Asked once, right before the peer is installed, if nothing is initiated.
   *
   * @return the peer's endpoint in place of the config's; null to leave it at that
   */
  default @Nullable InetSocketAddress endpoint() {
    return null;
  }

  /**
   * Asked once, right before the peer is installed, if nothing is initiated.
   *
   * @return whether the peer goes unless it completes a handshake
   */
  default boolean unconfirmed() {
    return false;
  }

  /**
   * The peer is on the device and in the hot set.
   *
   * @param initiated whether the data plane was made to initiate a handshake
   */
  void installed(boolean initiated);

  /** It was no longer wanted, and nothing was done. */
  void withdrawn();

  /** Another peer holds one of its allowed IPs, and nothing was done. */
  void conflicted(Conflict conflict);

  /** The store failed, and the peer is not there. */
  void failed(StoreException failure);
}
