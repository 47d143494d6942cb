package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The peers of a {@link HotSetView} that was created from a list. Immutable and thread-safe. */
final class ListedResidents implements ResidentPeers {
  private final List<ResidentPeer> peers;
  private @Nullable Map<PublicKey, ResidentPeer> byKey;

  ListedResidents(List<ResidentPeer> peers) {
    this.peers = List.copyOf(peers);
  }

  @Override
  public int size() {
    return peers.size();
  }

  @Override
  public void visit(Consumer<? super ResidentPeer> visitor) {
    peers.forEach(visitor);
  }

  @Override
  public synchronized Optional<ResidentPeer> find(PublicKey key) {
    Map<PublicKey, ResidentPeer> map = byKey;
    if (map == null) {
      map = new HashMap<>();
      for (ResidentPeer peer : peers) {
        map.put(peer.key(), peer);
      }
      byKey = map;
    }
    return Optional.ofNullable(map.get(key));
  }

  @Override
  public List<ResidentPeer> copy() {
    return peers;
  }
}
