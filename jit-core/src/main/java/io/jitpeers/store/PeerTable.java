package io.jitpeers.store;

import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The device's peers: by key, and in the order in which they were added. Changed and walked under
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
    // A listing may hold this peer as its cursor: it must not keep the rest of the list alive.
    peer.previous = null;
    peer.next = null;
    peer.markRemoved();
  }

  /**
   * The peer after a cursor, or the first one if the cursor is null. Nothing follows a removed
   * cursor: the kernel, too, ends such a listing early.
   */
  @Nullable MemoryPeer after(@Nullable MemoryPeer cursor) {
    return cursor == null ? first : cursor.next;
  }
}
