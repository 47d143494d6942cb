package io.jitpeers.internal.hotset;

/**
 * Remembers recent packet sources in a hash table of fixed size. Each hash value has a set of four
 * sources. The set is ordered from newest to oldest, and a new source replaces the oldest source of
 * its set. Not thread-safe.
 */
final class RecentSources {
  /** The number of sources that are remembered: 16,384, which take 128 KiB. */
  static final int CAPACITY = 1 << 14;

  private static final int WAYS = 4;

  // 0 marks an unused slot. It is also the number of ::/64, but no peer has an address in that
  // network, which contains the unspecified address.
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

  /** Remembers a source, as the newest source in the set of its hash value. */
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
