package io.jitpeers.internal.replay;

/**
 * A list of entries of a table, in the order in which they were added to the list. The links
 * between the entries are stored in the table. Not thread-safe.
 */
final class RecencyList {
  /** Stands for no entry. */
  static final int NONE = -1;

  private final EntryTable table;
  private int newest = NONE;
  private int oldest = NONE;

  RecencyList(EntryTable table) {
    this.table = table;
  }

  /** Returns the entry that was added first; {@link #NONE} if the list is empty. */
  int oldest() {
    return oldest;
  }

  /** Removes all entries. */
  void clear() {
    newest = NONE;
    oldest = NONE;
  }

  /** Adds an entry that is in no list. */
  void addNewest(int entry) {
    table.setNeighbours(entry, NONE, newest);
    if (newest == NONE) {
      oldest = entry;
    } else {
      table.setNeighbours(newest, entry, table.older(newest));
    }
    newest = entry;
  }

  /** Removes an entry of this list. */
  void remove(int entry) {
    int newer = table.newer(entry);
    int older = table.older(entry);
    if (newer == NONE) {
      newest = older;
    } else {
      table.setNeighbours(newer, table.newer(newer), older);
    }
    if (older == NONE) {
      oldest = newer;
    } else {
      table.setNeighbours(older, newer, table.older(older));
    }
  }
}
