package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Receives hints that peers' configs have changed, for example from a {@link PeerConfigSource}. A
 * hint names the changed peer, but not the change itself; the orchestrator looks the peer up again.
 * Thread-safe. The methods return quickly.
 */
public interface ChangeListener {

  /**
   * Reports that a peer was added, changed or removed.
   *
   * @param key the peer
   */
  void changed(PublicKey key);

  /** Reports that hints were lost. Any peer may therefore have changed. */
  void missed();
}
