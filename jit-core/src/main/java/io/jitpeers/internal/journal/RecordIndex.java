package io.jitpeers.internal.journal;

import java.util.Arrays;

/**
 * Finds the {@link Place} of each peer's newest record. A peer is identified by a 64-bit keyed hash
 * of its public key. The index is a hash table with open addressing and linear probing. A slot
 * takes 16 bytes, and a growing index has 1.5 to 3 slots per peer. Not thread-safe.
 */
final class RecordIndex {
  /** The result for a peer that is not in the index. */
  static final long NONE = -1;

  private static final int FIRST_CAPACITY = 64;

  // 0 marks a free slot; a hash of 0 is stored as 1.
  private long[] hashes = new long[FIRST_CAPACITY];
  private long[] places = new long[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** Returns the place of a peer's record, or {@link #NONE}. */
  long get(long hash) {
    int slot = slotOf(hashes, nonZero(hash));
    return hashes[slot] == 0 ? NONE : places[slot];
  }

  /** Sets the place of a peer's record. */
  void put(long hash, long place) {
    if (size * 3L >= hashes.length * 2L) {
      grow();
    }
    long key = nonZero(hash);
    int slot = slotOf(hashes, key);
    if (hashes[slot] == 0) {
      hashes[slot] = key;
      size++;
    }
    places[slot] = place;
  }

  /** Removes a peer and closes the gap in the table, so that probing needs no tombstones. */
  void remove(long hash) {
    int gap = slotOf(hashes, nonZero(hash));
    if (hashes[gap] == 0) {
      return;
    }
    int mask = hashes.length - 1;
    for (int next = gap + 1 & mask; hashes[next] != 0; next = next + 1 & mask) {
      int home = home(hashes[next], mask);
      if ((next - home & mask) >= (next - gap & mask)) {
        hashes[gap] = hashes[next];
        places[gap] = places[next];
        gap = next;
      }
    }
    hashes[gap] = 0;
    size--;
  }

  /** Returns the hashes of all peers in a new array, in no particular order. */
  long[] all() {
    return Arrays.stream(hashes).filter(hash -> hash != 0).toArray();
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldPlaces = places;
    hashes = new long[oldHashes.length * 2];
    places = new long[oldPlaces.length * 2];
    for (int i = 0; i < oldHashes.length; i++) {
      if (oldHashes[i] != 0) {
        int slot = slotOf(hashes, oldHashes[i]);
        hashes[slot] = oldHashes[i];
        places[slot] = oldPlaces[i];
      }
    }
  }

  private static int slotOf(long[] hashes, long key) {
    int mask = hashes.length - 1;
    int slot = home(key, mask);
    while (hashes[slot] != 0 && hashes[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int home(long key, int mask) {
    return (int) (key ^ key >>> 32) & mask;
  }

  private static long nonZero(long hash) {
    return hash == 0 ? 1 : hash;
  }
}
