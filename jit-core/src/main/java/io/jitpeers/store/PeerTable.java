package io.jitpeers.store;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the device's peers, by key and in the order in which they were added. Changing and
 * iterating the table needs the store's lock. Looking up a peer by its key needs no lock.
 */
final class PeerTable {
  private final Map<PublicKey, MemoryPeer> byKey = new ConcurrentHashMap<>();
  private @Nullable MemoryPeer first;
  private @Nullable MemoryPeer last;

  @Nullable MemoryPeer get(PublicKey key) {
    return byKey.get(key);
  }

  int size() {
    return byKey.size();
  }

  void add(MemoryPeer peer) {
    peer.previous = last;
    if (last == null) {
      first = peer;
    } else {
      last.next = peer;
    }
    last = peer;
    byKey.put(peer.key, peer);
  }

  void remove(MemoryPeer peer) {
    byKey.remove(peer.key);
    if (peer.previous == null) {
      first = peer.next;
    } else {
      peer.previous.next = peer.next;
    }
    if (peer.next == null) {
      last = peer.previous;
    } else {
      peer.next.previous = peer.previous;
    }
    // A listing may hold the removed peer as its cursor. The links must not keep the other peers
    // reachable.
    peer.previous = null;
    peer.next = null;
    peer.markRemoved();
  }

  /**
   * Returns the peer that follows {@code cursor} in a listing, or the first peer if {@code cursor}
   * is null. Returns null if {@code cursor} is the last peer. Also returns null if {@code cursor}
   * was removed from the device. The listing then ends early, as in the kernel.
   */
  @Nullable MemoryPeer after(@Nullable MemoryPeer cursor) {
    return cursor == null ? first : cursor.next;
  }
}
