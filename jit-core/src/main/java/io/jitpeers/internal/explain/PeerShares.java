package io.jitpeers.internal.explain;

import io.jitpeers.wireguard.PublicKey;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an {@link OutcomeMemory} remembers, and what it remembers about each key. Each key
 * is in one {@link Share}. A share holds keys of one kind, up to a maximum number. Not thread-safe;
 * {@link OutcomeMemory} synchronizes on this object.
 */
final class PeerShares {
  private final int peers;
  // The keys of each share are in the order of their latest use.
  private final Map<Share, Map<PublicKey, PeerOutcomes>> shares = new EnumMap<>(Share.class);
  private long forgotten;

  PeerShares(int peers) {
    this.peers = peers;
    for (Share share : Share.values()) {
      shares.put(share, new LinkedHashMap<>());
    }
  }

  @Nullable PeerOutcomes find(PublicKey key) {
    for (Map<PublicKey, PeerOutcomes> share : shares.values()) {
      PeerOutcomes found = share.get(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Adds a key. A full share forgets its least recently used key. */
  PeerOutcomes add(PublicKey key, Share share) {
    PeerOutcomes added = new PeerOutcomes(share);
    put(key, added);
    return added;
  }

  /** Marks a key as just used, and moves it to the given share. */
  void use(PublicKey key, PeerOutcomes peer, Share share) {
    of(peer.share).remove(key);
    peer.share = share;
    put(key, peer);
  }

  private void put(PublicKey key, PeerOutcomes peer) {
    Map<PublicKey, PeerOutcomes> share = of(peer.share);
    if (share.size() >= peer.share.limit(peers)) {
      Iterator<PublicKey> oldest = share.keySet().iterator();
      oldest.next();
      oldest.remove();
      forgotten++;
    }
    share.put(key, peer);
  }

  private Map<PublicKey, PeerOutcomes> of(Share share) {
    return Objects.requireNonNull(shares.get(share));
  }

  int size() {
    return shares.values().stream().mapToInt(Map::size).sum();
  }

  /** Returns how many keys were dropped to make room for others. */
  long forgotten() {
    return forgotten;
  }
}
