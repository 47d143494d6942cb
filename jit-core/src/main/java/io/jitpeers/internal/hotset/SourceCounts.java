package io.jitpeers.internal.hotset;

/**
 * A positive count for each of many sources: an open-addressing hash table of primitives with
 * linear probing. It grows with the number of sources and takes 20 to 40 bytes per source. Not
 * thread-safe.
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
    if (used * 5 > counts.length * 3) {
      grow();
    }
  }

  /** Decrements the count of a source; does nothing if it has none. */
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
      slot = slot + 1 & counts.length - 1;
    }
    return slot;
  }

  private int home(long source) {
    return (int) (SourceHash.mix(source) & counts.length - 1);
  }

  /** Closes the gap that a removed source left, so that the entries behind it are still found. */
  private void close(int gap) {
    int mask = counts.length - 1;
    int empty = gap;
    for (int slot = gap + 1 & mask; counts[slot] != 0; slot = slot + 1 & mask) {
      // An entry stays if its home slot lies, cyclically, after the gap and up to the entry's own
      // slot: a search for it begins behind the gap, so it would not find the entry in the gap.
      if ((slot - home(sources[slot]) & mask) >= (slot - empty & mask)) {
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
    sources = new long[2 * oldSources.length];
    counts = new int[2 * oldCounts.length];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0) {
        int slot = slot(oldSources[i]);
        sources[slot] = oldSources[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
