package io.jitpeers.store;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The device's peers, by key and in the order in which they were added. Changed and iterated under
 * the store's lock; looked up by key on any thread.
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
    // A listing may hold this peer as its cursor. It must not keep the rest of the list reachable.
    peer.previous = null;
    peer.next = null;
    peer.markRemoved();
  }

  /**
   * Returns the peer after a cursor, or the first one if the cursor is null. A removed cursor has
   * no successor: the kernel also ends such a listing early.
   */
  @Nullable MemoryPeer after(@Nullable MemoryPeer cursor) {
    return cursor == null ? first : cursor.next;
  }
}
