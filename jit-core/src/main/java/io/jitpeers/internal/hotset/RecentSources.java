package io.jitpeers.internal.hotset;

/**
 * Remembers some sources, in memory that never grows: a hash table of sets of four, in each of
 * which the newest is in front and the oldest makes way. Not thread-safe.
 */
final class RecentSources {
  /** 128 KiB of them. */
  static final int CAPACITY = 1 << 14;

  private static final int WAYS = 4;

  // 0 for none: no peer is at ::/64, in which the unspecified address lies.
  private final long[] sources = new long[CAPACITY];

  boolean contains(long source) {
    int first = first(source);
    for (int slot = first; slot < first + WAYS; slot++) {
      if (sources[slot] == source) {
        return source != 0;
      }
    }
    return false;
  }

  /** Remembers a source, in front of the others of its set. */
  void add(long source) {
    int first = first(source);
    int slot = first;
    while (slot < first + WAYS - 1 && sources[slot] != source) {
      slot++;
    }
    System.arraycopy(sources, first, sources, first + 1, slot - first);
    sources[first] = source;
  }

  private static int first(long source) {
    return (int) (SourceHash.mix(source) & CAPACITY / WAYS - 1) * WAYS;
  }
}
