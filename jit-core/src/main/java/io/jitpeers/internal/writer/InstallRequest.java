package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A peer that should be installed. Every method but {@link #key} is called on the writer's thread;
 * exactly one of the last four, once, and {@link #failed} after another one of them threw.
 */
public interface InstallRequest {

  /**
   * What to install.
   *
   * @param config with the endpoint that it is to have from the start
   * @param initiateTo where the data plane is to initiate a handshake with it, which is also its
   *     endpoint; null if it is not to. Such a peer goes unless it completes a handshake
   * @param unconfirmed whether it goes unless it completes a handshake although none is initiated
   */
  record Prepared(PeerConfig config, @Nullable InetSocketAddress initiateTo, boolean unconfirmed) {}

  /** Whom to install. Immutable. */
  PublicKey key();

  /** Asked once, right before the peer is installed; null if it is not wanted any more. */
  @Nullable Prepared prepare();

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

  /** The store failed, or the install could not be prepared, and the peer is not there. */
  void failed(StoreException failure);
}
