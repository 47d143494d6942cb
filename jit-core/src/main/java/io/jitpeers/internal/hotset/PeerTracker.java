package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Follows this gateway's own peers: their installs, their state in listings, their config changes,
 * and the end of their authorization. Thread-safe. Some methods are called under locks of the hot
 * set or of the caller. So implementations return quickly, and call neither the hot set, nor the
 * caller, nor a plug-in.
 */
public interface PeerTracker extends ListedPeers {

  /** Receives a peer from a listing of the device. By default does nothing. */
  @Override
  default void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {}

  /**
   * Records that a client proved possession of its key with an initiation that is not a replay.
   * Also called for a key that the control plane does not know.
   */
  default void initiated(PublicKey key, Tai64n timestamp) {}

  /**
   * Records that a peer was installed for an initiation.
   *
   * @param from the initiation's source; null if it is not a usable endpoint
   * @param timestamp the initiation's timestamp; null if it is not known
   */
  default void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {}

  /**
   * Records that a peer was installed without an initiation. Its client has not completed a
   * handshake yet.
   *
   * @param config the config, with the endpoint at which the client is expected
   */
  default void woken(PeerConfig config) {}

  /** Records that a resident peer's config was changed. */
  default void changed(PeerConfig config) {}

  /** Records that from now on, a peer may be installed only after an initiation of its client. */
  default void forget(PublicKey key) {}
}
