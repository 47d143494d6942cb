package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose packet it was that goes to the data plane. Immutable and thread-safe.
 *
 * @param key the peer's static public key; its holder proved with this packet that it has the
 *     private key
 * @param config what the control plane said of the peer, if it was installed because of this
 *     packet; empty if the peer was on the device already, for a resident peer's config is the
 *     store's to keep
 */
public record PacketPeer(PublicKey key, Optional<PeerConfig> config) {
  /**
   * Checks that nothing is null.
   *
   * @param key the peer's static public key
   * @param config what the control plane said of the peer, if it was installed because of this
   *     packet
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
