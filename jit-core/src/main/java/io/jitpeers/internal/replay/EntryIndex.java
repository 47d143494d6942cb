package io.jitpeers.internal.replay;

/**
 * An index from keys to entries: a hash table of entry numbers, with open addressing and linear
 * probing, at most three quarters full. Between calls it contains every entry of the table, except
 * one that is about to be inserted. Not thread-safe.
 */
final class EntryIndex {
  private static final int INITIAL_SLOTS = 1024;

  private final EntryTable table;
  // The entry's number plus one; zero marks an empty slot.
  private int[] slots = new int[INITIAL_SLOTS];
  private int used;

  EntryIndex(EntryTable table) {
    this.table = table;
  }

  /** Returns the entry of a key, or {@link RecencyList#NONE}. */
  int find(byte[] key, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0) {
      if (table.hasKey(slots[slot] - 1, key)) {
        return slots[slot] - 1;
      }
      slot = slot + 1 & mask;
    }
    return RecencyList.NONE;
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
    slots = new int[slots.length * 2];
    // The entries are inserted in their order in memory.
    for (int entry = 0; entry < table.size(); entry++) {
      if (entry != except) {
        put(entry);
      }
    }
  }

  private void put(int entry) {
    int mask = slots.length - 1;
    int slot = table.hash(entry) & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = entry + 1;
  }

  /** Removes an entry that is in the index. Called before the entry's key changes. */
  void remove(int entry) {
    int mask = slots.length - 1;
    int hole = table.hash(entry) & mask;
    while (slots[hole] != entry + 1) {
      hole = hole + 1 & mask;
    }
    // Entries that probed across the hole move into it, so no markers of removed entries
    // accumulate.
    for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask) {
      int home = table.hash(slots[slot] - 1) & mask;
      if ((slot - home & mask) >= (slot - hole & mask)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = 0;
    used--;
  }
}
