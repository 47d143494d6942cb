package io.jitpeers.internal.replay;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which entries of a memory changed since they were last taken: two bits for each, so that it
 * cannot grow however long nobody takes them. Those that the control plane knows are taken first.
 * Not thread-safe, but for {@link #count}.
 */
final class ChangedEntries {
  private final int capacity;
  private final BitSet known = new BitSet();
  private final BitSet strangers = new BitSet();
  private final AtomicInteger count = new AtomicInteger();
  // Where the last round ended, so that none waits for ever behind those with lower numbers.
  private int nextKnown;
  private int nextStranger;

  ChangedEntries(int capacity) {
    this.capacity = capacity;
  }

  /** Notes that an entry changed. */
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

  /** Takes some entries. If it throws, it has taken none. */
  int[] take(int most) {
    int[] taken = new int[Math.min(most, count.get())];
    int filled = take(known, nextKnown, taken, 0);
    nextKnown = filled == 0 ? 0 : taken[filled - 1] + 1;
    int all = take(strangers, nextStranger, taken, filled);
    nextStranger = all == filled ? 0 : taken[all - 1] + 1;
    count.addAndGet(-all);
    // Nothing may fail from here on: those that were taken are noted nowhere else.
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

  /** How many entries wait to be taken. */
  int count() {
    return count.get();
  }
}
