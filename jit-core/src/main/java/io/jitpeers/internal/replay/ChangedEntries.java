package io.jitpeers.internal.replay;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tracks which entries of a replay memory changed since {@link #take} last returned them for
 * writing. Uses two bits per entry, regardless of the number of changed entries. Entries of keys
 * that the control plane knows are taken first. Not thread-safe, except for {@link #count}.
 */
final class ChangedEntries {
  private final int capacity;
  private final BitSet known = new BitSet();
  private final BitSet strangers = new BitSet();
  private final AtomicInteger count = new AtomicInteger();
  // The number after the last entry that take() returned. The next call begins there, so that no
  // entry waits for ever.
  private int nextKnown;
  private int nextStranger;

  ChangedEntries(int capacity) {
    this.capacity = capacity;
  }

  /** Marks an entry as changed. */
  void add(int entry, boolean isKnown) {
    BitSet own = isKnown ? known : strangers;
    BitSet other = isKnown ? strangers : known;
    boolean noted = own.get(entry) || other.get(entry);
    own.set(entry);
    other.clear(entry);
    if (!noted) {
      count.incrementAndGet();
    }
  }

  /**
   * Takes up to {@code most} changed entries: returns their numbers, and no longer counts them as
   * changed. If this method throws, it has taken no entries.
   */
  int[] take(int most) {
    int[] taken = new int[Math.min(most, count.get())];
    int filled = take(known, nextKnown, taken, 0);
    nextKnown = filled == 0 ? 0 : taken[filled - 1] + 1;
    int all = take(strangers, nextStranger, taken, filled);
    nextStranger = all == filled ? 0 : taken[all - 1] + 1;
    count.addAndGet(-all);
    // Nothing may fail from here on, because the taken entries are no longer marked as changed.
    return all == taken.length ? taken : Arrays.copyOf(taken, all);
  }

  private int take(BitSet from, int start, int[] target, int filled) {
    int next = take(from, start, capacity, target, filled);
    return take(from, 0, Math.min(start, capacity), target, next);
  }

  private static int take(BitSet from, int start, int end, int[] target, int filled) {
    int next = filled;
    int entry = from.nextSetBit(start);
    while (next < target.length && entry >= 0 && entry < end) {
      from.clear(entry);
      target[next++] = entry;
      entry = from.nextSetBit(entry + 1);
    }
    return next;
  }

  /** Returns the number of changed entries. */
  int count() {
    return count.get();
  }
}
