package io.jitpeers.internal.replay;

/**
 * An index from keys to the entries of an {@link EntryTable}. The index is a hash table of entry
 * numbers, with open addressing and linear probing, at most three quarters full. When the index
 * grows, it is filled again with all entries of the {@link EntryTable}. Each of these entries must
 * therefore already be in the index, except the one entry that is being inserted. Not thread-safe.
 *
 * <p>The index grows by a third, so an entry takes 5.3 to 7.1 bytes. If the index doubled, an entry
 * would take up to 10.7 bytes. While the index grows, the old and the new slots together take 12.4
 * bytes per entry.
 */
final class EntryIndex {
  private static final int INITIAL_SLOTS = 1024;
  private static final long HASH_MASK = (1L << EntryTable.HASH_BITS) - 1;

  private final EntryTable table;
  // The entry's number plus one; zero marks an empty slot.
  private int[] slots = new int[INITIAL_SLOTS];
  private int used;

  EntryIndex(EntryTable table) {
    this.table = table;
  }

  /** Returns the number of slots, of 4 bytes each. */
  int slots() {
    return slots.length;
  }

  /** Returns the entry of a key; {@link RecencyList#NONE} if the key has no entry. */
  int find(byte[] key, int hash) {
    int slot = home(hash);
    while (slots[slot] != 0) {
      if (table.hasKey(slots[slot] - 1, key)) {
        return slots[slot] - 1;
      }
      slot = after(slot);
    }
    return RecencyList.NONE;
  }

  /**
   * Returns the slot at which the search for a hash begins. It depends on the hash's upper bits.
   */
  private int home(int hash) {
    long upper = hash & HASH_MASK;
    return (int) ((upper * slots.length) >>> EntryTable.HASH_BITS);
  }

  private int after(int slot) {
    return slot + 1 == slots.length ? 0 : slot + 1;
  }

  /**
   * Returns the number of steps from slot {@code from} forward to slot {@code to}. After the last
   * slot comes the first slot.
   */
  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }

  /** Adds an entry whose key is not in the index. */
  void insert(int entry) {
    if (used >= slots.length / 4 * 3) {
      grow(entry);
    }
    put(entry);
    used++;
  }

  private void grow(int except) {
    slots = new int[slots.length + slots.length / 3];
    // The loop visits the entries in the order in which they lie in memory.
    for (int entry = 0; entry < table.size(); entry++) {
      if (entry != except) {
        put(entry);
      }
    }
  }

  private void put(int entry) {
    int slot = home(table.hash(entry));
    while (slots[slot] != 0) {
      slot = after(slot);
    }
    slots[slot] = entry + 1;
  }

  /** Removes an entry that is in the index. Called before the entry's key changes. */
  void remove(int entry) {
    int hole = home(table.hash(entry));
    while (slots[hole] != entry + 1) {
      hole = after(hole);
    }
    // An entry whose search path crosses the hole moves into it, so removed entries leave no
    // markers behind.
    for (int slot = after(hole); slots[slot] != 0; slot = after(slot)) {
      int home = home(table.hash(slots[slot] - 1));
      if (distance(home, slot) >= distance(hole, slot)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = 0;
    used--;
  }
}
