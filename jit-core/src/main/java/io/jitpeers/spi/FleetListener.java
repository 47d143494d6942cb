package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Receives what other gateways of a {@link Fleet} and operators announce. Thread-safe. The methods
 * return quickly.
 */
public interface FleetListener extends ChangeListener {

  /**
   * Reports that a peer was revoked. The orchestrator removes it at once, and asks the control
   * plane when it initiates again.
   *
   * @param key the peer
   */
  void revoked(PublicKey key);
}
