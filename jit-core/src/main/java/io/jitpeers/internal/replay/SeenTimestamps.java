package io.jitpeers.internal.replay;

/**
 * Which initiations were accepted, as 32 bits of a keyed hash each: at least half of the capacity
 * of the newest ones, at most all of it. It grows as they come, 5 to 11 bytes for each.
 *
 * <p>Two sets, the younger of which takes what is new; when it has half of the capacity, it becomes
 * the older one, and what was in that is forgotten. Two initiations have the same 32 bits once in
 * four thousand at a million, which costs a client of which that is asked 5 s. Not thread-safe.
 */
final class SeenTimestamps {
  private static final int INITIAL_SLOTS = 16;

  private final int perSet;
  // Open addressing with linear probing, at most three quarters full; zero is an empty slot.
  private int[] young = new int[INITIAL_SLOTS];
  private int[] old = new int[INITIAL_SLOTS];
  private int used;

  SeenTimestamps(int capacity) {
    this.perSet = (capacity + 1) / 2;
  }

  boolean contains(long hash) {
    int tag = tag(hash);
    return young[slot(young, tag)] == tag || old[slot(old, tag)] == tag;
  }

  void add(long hash) {
    int tag = tag(hash);
    int slot = slot(young, tag);
    if (young[slot] == tag) {
      return;
    }
    if (used == perSet) {
      old = young;
      young = new int[INITIAL_SLOTS];
      used = 0;
      slot = slot(young, tag);
    } else if (used >= young.length / 4 * 3) {
      grow();
      slot = slot(young, tag);
    }
    young[slot] = tag;
    used++;
  }

  private void grow() {
    int[] larger = new int[young.length * 2];
    for (int tag : young) {
      if (tag != 0) {
        larger[slot(larger, tag)] = tag;
      }
    }
    young = larger;
  }

  /** The slot that has a tag, or the empty one that it would get. */
  private static int slot(int[] slots, int tag) {
    int mask = slots.length - 1;
    int slot = tag & mask;
    while (slots[slot] != 0 && slots[slot] != tag) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int tag(long hash) {
    int tag = (int) hash;
    return tag == 0 ? 1 : tag;
  }
}
