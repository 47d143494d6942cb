package io.jitpeers.examples.quickstart;

import io.jitpeers.examples.simulation.SimulatedClient;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;

/** A peer that the control plane knows, and the client with its key. */
record Member(PrivateKey privateKey, PeerConfig config, SimulatedClient client) {
  PublicKey key() {
    return privateKey.publicKey();
  }
}
