package io.jitpeers.internal.hotset;

/**
 * A count for each of many packet sources ({@link SourceKey}). The counts are in a hash table of
 * primitives, with open addressing and linear probing. Only positive counts are stored. When three
 * quarters of the table are full, the table grows by a third. While sources are only added, a large
 * table takes 16 to 21 bytes per source, and 16 more bytes per source during each growth. The table
 * never shrinks, except by {@link #clear}. Therefore it takes more bytes per source after sources
 * have been removed. Not thread-safe.
 */
final class SourceCounts {
  private static final int LEAST = 64;

  private long[] sources = new long[LEAST];
  // 0 marks an unused slot.
  private int[] counts = new int[LEAST];
  private int used;

  /** Returns the count of a source; 0 if it has none. */
  int get(long source) {
    return counts[slot(source)];
  }

  void increment(long source) {
    int slot = slot(source);
    if (counts[slot] == 0) {
      sources[slot] = source;
      used++;
    }
    counts[slot]++;
    if (used > counts.length / 4 * 3) {
      grow();
    }
  }

  /** Decrements the count of a source; does nothing if the count is 0. */
  void decrement(long source) {
    int slot = slot(source);
    if (counts[slot] > 0 && --counts[slot] == 0) {
      used--;
      close(slot);
    }
  }

  void clear() {
    sources = new long[LEAST];
    counts = new int[LEAST];
    used = 0;
  }

  /** Returns the slot of a source, or the slot where it would be inserted. */
  private int slot(long source) {
    int slot = home(source);
    while (counts[slot] != 0 && sources[slot] != source) {
      slot = after(slot);
    }
    return slot;
  }

  /**
   * Returns the slot at which the search for a source begins. The slot depends on the upper bits of
   * the source's hash.
   */
  private int home(long source) {
    long upper = SourceHash.mix(source) >>> Integer.SIZE;
    return (int) ((upper * counts.length) >>> Integer.SIZE);
  }

  private int after(int slot) {
    return slot + 1 == counts.length ? 0 : slot + 1;
  }

  /** Returns the number of steps from one slot forward to another one, with wrap-around. */
  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + counts.length;
  }

  /**
   * Closes the gap that a removed source left, so that the entries after the gap are still found.
   */
  private void close(int gap) {
    int empty = gap;
    for (int slot = after(gap); counts[slot] != 0; slot = after(slot)) {
      // An entry stays if its home slot lies, cyclically, between the gap and the entry's own slot.
      // A search for this entry begins after the gap, so it would not find the entry in the gap.
      if (distance(home(sources[slot]), slot) >= distance(empty, slot)) {
        sources[empty] = sources[slot];
        counts[empty] = counts[slot];
        counts[slot] = 0;
        empty = slot;
      }
    }
    counts[empty] = 0;
  }

  private void grow() {
    long[] oldSources = sources;
    int[] oldCounts = counts;
    int slots = oldCounts.length + oldCounts.length / 3;
    sources = new long[slots];
    counts = new int[slots];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0) {
        int slot = slot(oldSources[i]);
        sources[slot] = oldSources[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
