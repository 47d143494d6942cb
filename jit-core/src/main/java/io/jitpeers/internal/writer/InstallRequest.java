package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to install a peer. Every method but {@link #key} is called on the writer's thread.
 * Exactly one of the last four is called, once; {@link #failed} is also called after another one of
 * them threw.
 */
public interface InstallRequest {

  /**
   * What to install.
   *
   * @param config the config, with the endpoint that the peer is to have from the start
   * @param initiateTo the endpoint to which the data plane initiates a handshake, which is also the
   *     peer's endpoint; null if it does not initiate. Such a peer is removed unless it completes a
   *     handshake
   * @param unconfirmed whether the peer is removed unless it completes a handshake, although none
   *     is initiated
   */
  record Prepared(PeerConfig config, @Nullable InetSocketAddress initiateTo, boolean unconfirmed) {}

  /** Returns the key of the peer to install. It never changes. */
  PublicKey key();

  /** Called once, right before the peer is installed. Returns null to cancel the install. */
  @Nullable Prepared prepare();

  /**
   * Called when the peer is on the device and in the hot set.
   *
   * @param initiated whether the data plane initiated a handshake
   */
  void installed(boolean initiated);

  /** Called if the install was cancelled. Nothing was done. */
  void withdrawn();

  /** Called if another peer holds one of its allowed IPs. Nothing was done. */
  void conflicted(Conflict conflict);

  /** Called if the store failed or the install could not be prepared. The peer is not installed. */
  void failed(StoreException failure);
}
