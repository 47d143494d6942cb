package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to change a peer on the device so that it matches the control plane's config. Every
 * method but {@link #key} is called on the thread of the {@link StoreWriter}, with two exceptions.
 * If the request cannot be passed to that thread, {@link #failed} is called on the requester's
 * thread. If the writer is closed before the change, {@link #withdrawn} is called on the closing
 * thread. If the writer accepts the request, exactly one of {@link #changed}, {@link #absent},
 * {@link #withdrawn} and {@link #failed} is called, once. If {@link #changed}, {@link #absent} or
 * {@link #withdrawn} throws an exception on the writer's thread, {@link #failed} is called in
 * addition.
 */
public interface ChangeRequest extends WriteRequest {

  /** Returns the key of the peer to change. Always returns the same key. */
  @Override
  PublicKey key();

  /**
   * Called at most once, right before the peer is changed.
   *
   * @return the config that the peer is to match; null to cancel the change, for example because
   *     the peer was installed meanwhile with a newer config
   */
  @Nullable PeerConfig prepare();

  /**
   * Called when the peer matches the config, except for allowed IPs that other peers hold. Also
   * called, with an empty update and one conflict, if a listing found another program's peer with
   * one of the config's allowed IPs just before the change. In this case the peer was not changed.
   *
   * @param update the changes that were made on the device; may be empty
   * @param conflicts the allowed IPs that the peer did not get, each with its holder; usually empty
   */
  void changed(PeerUpdate update, List<Conflict> conflicts);

  /**
   * Called if the peer is not on the device, was installed by another program, or is about to be
   * removed. Nothing was done.
   */
  void absent();

  /** Called if {@link #prepare} returned null, or if the writer was closed. Nothing was done. */
  void withdrawn();

  /**
   * Called if the request could not be passed to the writer's thread, if the change could not be
   * prepared, if the store failed, or if another method of this request threw an exception. The
   * store may have made the change before it failed.
   */
  @Override
  void failed(StoreException failure);
}
