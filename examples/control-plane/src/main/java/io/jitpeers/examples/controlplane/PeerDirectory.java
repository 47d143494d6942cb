package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

/** The source of a control plane's peers. Thread-safe. */
@FunctionalInterface
public interface PeerDirectory {

  /**
   * Finds a peer.
   *
   * @param key its static public key
   * @return its config, or empty if there is no such peer
   */
  Optional<PeerConfig> find(PublicKey key);
}
