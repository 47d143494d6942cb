package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;

/**
 * Receives the announcements that operators and the other gateways of a {@link Fleet} make.
 * Thread-safe. The methods return quickly.
 */
public interface FleetListener extends ChangeListener {

  /**
   * Reports that a peer was revoked. The orchestrator removes the peer from the device at once.
   * When the client initiates a handshake again, the orchestrator asks the control plane about the
   * peer.
   *
   * @param key the peer
   */
  void revoked(PublicKey key);
}
