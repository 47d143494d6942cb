package io.jitpeers.examples.quickstart;

import io.jitpeers.examples.simulation.SimulatedClient;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;

/** A peer that the control plane knows, and the simulated client with the peer's private key. */
record Member(PrivateKey privateKey, PeerConfig config, SimulatedClient client) {
  PublicKey key() {
    return privateKey.publicKey();
  }
}
