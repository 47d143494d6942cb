package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to install a peer. Every method but {@link #key} is called on the writer's thread, with
 * two exceptions. If the request cannot be passed to that thread, {@link #failed} is called on the
 * requester's thread. If the writer is closed before the install, {@link #withdrawn} is called on
 * the closing thread. Exactly one of {@link #installed}, {@link #withdrawn}, {@link #conflicted}
 * and {@link #failed} is called, once. In addition, {@link #failed} is called after {@link
 * #installed}, {@link #conflicted} or, on the writer's thread, {@link #withdrawn} threw an
 * exception.
 */
public interface InstallRequest {

  /**
   * The config to install, and the handshake to initiate. If a handshake with the peer is expected
   * but does not complete, the peer is removed.
   *
   * @param config the config, with the endpoint that the peer is to have from the start
   * @param initiateTo the endpoint to which the data plane initiates a handshake with the peer, so
   *     that a handshake is expected; null if the data plane initiates no handshake
   * @param unconfirmed whether the client is expected to complete a handshake; ignored if {@code
   *     initiateTo} is not null
   * @param answered the control plane's config, which the journal records before the install; null
   *     if the journal is not to record the peer
   */
  record Prepared(
      PeerConfig config,
      @Nullable InetSocketAddress initiateTo,
      boolean unconfirmed,
      @Nullable PeerConfig answered) {}

  /** Returns the key of the peer to install. Always returns the same key. */
  PublicKey key();

  /** Called once, right before the peer is installed. Returns null to cancel the install. */
  @Nullable Prepared prepare();

  /**
   * Called when the peer is on the device and in the hot set (the record of the installed peers).
   *
   * @param initiated whether the data plane initiated a handshake
   */
  void installed(boolean initiated);

  /** Called if the install was cancelled. Nothing was done. */
  void withdrawn();

  /** Called if another peer holds one of the config's allowed IPs. Nothing was done. */
  void conflicted(Conflict conflict);

  /**
   * Called if the store failed or the install could not be prepared. The peer counts as not
   * installed, even if the store acted before it failed.
   */
  void failed(StoreException failure);
}
