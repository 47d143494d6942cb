package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Is told by a config source that something changed, never what it is: a hint is only a reason to
 * ask again. Thread-safe; returns soon.
 */
public interface ChangeListener {

  /**
   * A peer's config changed, or the peer was added or removed.
   *
   * @param key the peer
   */
  void changed(PublicKey key);

  /** Hints were lost, so anything may have changed. */
  void missed();
}
