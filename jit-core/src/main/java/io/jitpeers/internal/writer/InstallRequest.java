package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request to install a peer. Every method but {@link #key} is called on the thread of the {@link
 * StoreWriter}, with two exceptions. If the request cannot be passed to that thread, {@link
 * #failed} is called on the requester's thread. If the writer is closed before the install, {@link
 * #withdrawn} is called on the closing thread. If the writer accepts the request, exactly one of
 * {@link #installed}, {@link #withdrawn}, {@link #conflicted} and {@link #failed} is called, once.
 * If {@link #installed}, {@link #withdrawn} or {@link #conflicted} throws an exception on the
 * writer's thread, {@link #failed} is called in addition.
 */
public interface InstallRequest extends WriteRequest {

  /**
   * The config to install, and whether a handshake with the peer is expected after the install. If
   * a handshake is expected but does not complete, the peer is removed.
   *
   * @param config the config, with the endpoint that the peer is to have from the start
   * @param initiateTo the endpoint to which the data plane is to initiate a handshake with the
   *     peer; null if it is to initiate none. If not null, a handshake is expected
   * @param unconfirmed whether a handshake is expected although {@code initiateTo} is null; ignored
   *     if {@code initiateTo} is not null
   * @param answered the control plane's config, which the journal records: before the install if
   *     the peer is new, and after the install if the peer was already resident. Null if the
   *     journal is not to record the peer
   */
  record Prepared(
      PeerConfig config,
      @Nullable InetSocketAddress initiateTo,
      boolean unconfirmed,
      @Nullable PeerConfig answered) {}

  /** Returns the key of the peer to install. Always returns the same key. */
  @Override
  PublicKey key();

  /**
   * Called at most once, right before the peer is installed. Returns null to cancel the install.
   */
  @Nullable Prepared prepare();

  /**
   * Called when the peer is on the device and in the hot set (the record of the installed peers).
   *
   * @param initiated whether the data plane initiated a handshake
   */
  void installed(boolean initiated);

  /** Called if {@link #prepare} returned null, or if the writer was closed. Nothing was done. */
  void withdrawn();

  /**
   * Called if an allowed IP of the config conflicts with another peer's allowed IP. The other peer
   * may be on the device, or about to be installed. Nothing was done.
   */
  void conflicted(Conflict conflict);

  /**
   * Called if the request could not be passed to the writer's thread, if the install could not be
   * prepared, if the store failed, or if another method of this request threw an exception. A
   * failure of the store adds no peer to the hot set, even if the store acted before it failed.
   */
  @Override
  void failed(StoreException failure);
}
