package io.jitpeers.testkit.contract;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;

/** A source whose answers nobody can change passes the contract that is for it. */
class MapSourceTest extends FixedPeerConfigSourceContract {
  private final PeerConfigSource source = new MapSource(Map.of(key(1), config(1)));

  @Override
  protected PeerConfigSource source() {
    return source;
  }

  @Override
  protected PeerConfig knownPeer() {
    return config(1);
  }

  @Override
  protected PublicKey unknownKey() {
    return key(2);
  }
}
