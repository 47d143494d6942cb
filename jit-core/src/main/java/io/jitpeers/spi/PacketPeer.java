package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.Objects;
import java.util.Optional;

/**
 * The peer that sent a packet which goes on to the data plane. Immutable and thread-safe.
 *
 * @param key the peer's static public key; the packet proves that its sender has the private key
 * @param config the config from the control plane, if the peer was installed because of this
 *     packet; empty if the peer was already on the device
 */
public record PacketPeer(PublicKey key, Optional<PeerConfig> config) {
  /**
   * Creates an instance.
   *
   * @param key the peer's static public key
   * @param config the config with which the peer was installed; empty if the peer was already on
   *     the device
   */
  public PacketPeer {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(config, "config");
  }

  @Override
  public String toString() {
    return "PacketPeer[" + key + (config.isPresent() ? ", just installed]" : "]");
  }
}
