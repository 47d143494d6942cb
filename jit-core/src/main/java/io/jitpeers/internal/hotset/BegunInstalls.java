package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Consumer;

/**
 * The installs that were begun and are not known to have succeeded. Even if the store reported that
 * an install failed, the peer may be on the device. Thread-safe.
 */
public final class BegunInstalls {
  private final HotSet hotSet;

  /**
   * Creates an instance that keeps the begun installs in a hot set. All instances with the same hot
   * set share the begun installs.
   *
   * @param hotSet the resident peers, that is, the peers believed to be on the device
   */
  public BegunInstalls(HotSet hotSet) {
    this.hotSet = hotSet;
  }

  /**
   * Records that the install of a peer is about to begin. If the install fails and a later listing
   * shows the peer nevertheless, the peer belongs to this gateway. Does nothing if the peer is
   * already resident.
   *
   * @return whether the peer is new, that is, not resident
   */
  public boolean begin(PeerConfig config) {
    synchronized (hotSet.lock) {
      if (hotSet.peers.contains(config.publicKey())) {
        return false;
      }
      hotSet.askedFor.install(config, hotSet.listings.epoch());
      return true;
    }
  }

  /**
   * Adds a just installed peer to the hot set. The install began with {@link #begin}.
   *
   * @return whether the peer counted as {@linkplain #wouldBeOurs this gateway's own} until now;
   *     false if the begun install was forgotten before its end, for example because complete
   *     listings did not show the peer
   */
  public boolean succeeded(PeerConfig config) {
    synchronized (hotSet.lock) {
      boolean ours = wouldBeOurs(config.publicKey());
      hotSet.installed(config);
      return ours;
    }
  }

  /** See {@link AskedFor#whenNotInstalled}. */
  public void whenNotInstalled(Consumer<PublicKey> consumer) {
    synchronized (hotSet.lock) {
      hotSet.askedFor.whenNotInstalled(consumer);
    }
  }

  /**
   * Returns whether a peer, if it is on the device, belongs to this gateway. This is true of a
   * resident peer that is not foreign. It is also true of a peer whose install was begun, because
   * the peer may be on the device.
   */
  public boolean wouldBeOurs(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer == null ? hotSet.askedFor.mayBeInstalled(key) : !peer.isForeign();
    }
  }

  /**
   * Runs an action unless the peer would belong to this gateway, as {@link #wouldBeOurs}
   * determines. The hot set's lock is held during the action, so that no install of the peer begins
   * meanwhile. The action must not block.
   */
  public void unlessOurs(PublicKey key, Runnable action) {
    synchronized (hotSet.lock) {
      if (!wouldBeOurs(key)) {
        action.run();
      }
    }
  }
}
