package io.jitpeers.internal.writer;

import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer that should become what the control plane says. Every method but {@link #key} is
 * called on the writer's thread; exactly one of the last four, once, and {@link #failed} after
 * another one of them threw.
 */
public interface ChangeRequest {

  /** Whom to change. Immutable. */
  PublicKey key();

  /**
   * Asked once, right before the peer is changed.
   *
   * @return what it is to become; null if that is not wanted any more, as when it was installed
   *     anew meanwhile with a newer config
   */
  @Nullable PeerConfig prepare();

  /**
   * The peer is what the config says, but for allowed IPs that other peers hold.
   *
   * @param update what was changed on the device; perhaps nothing
   * @param conflicts the allowed IPs that it could not have, each with its holder; usually none
   */
  void changed(PeerUpdate update, List<Conflict> conflicts);

  /** The peer is not on the device, or about to leave it, and nothing was done. */
  void absent();

  /** It was no longer wanted, and nothing was done. */
  void withdrawn();

  /**
   * The store failed, or the change could not be prepared: the peer is as it was before, or not
   * there at all.
   */
  void failed(StoreException failure);
}
