package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Receives change hints from a config source. A hint says which peer changed, not how; the
 * orchestrator then looks the peer up again. Thread-safe. The methods return quickly.
 */
public interface ChangeListener {

  /**
   * Reports that a peer was added, changed or removed.
   *
   * @param key the peer
   */
  void changed(PublicKey key);

  /** Reports that hints were lost, so that any peer may have changed. */
  void missed();
}
