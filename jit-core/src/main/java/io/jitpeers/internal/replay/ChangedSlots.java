package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore.Slot;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Iterates over changed entries of a replay memory. The entries are written to the replay store as
 * one group, and each entry is returned as a {@link Slot} of this group. The entries are copied a
 * few at a time, so a large group takes little space. The lock of the replay memory is held only
 * during each copy, so replay checks do not wait long for the lock.
 */
final class ChangedSlots implements Iterable<Slot> {
  private static final int AT_ONCE = 256;

  private final NewestTimestamps timestamps;
  private final int[] entries;
  private final long group;

  ChangedSlots(NewestTimestamps timestamps, int[] entries, long group) {
    this.timestamps = timestamps;
    this.entries = entries;
    this.group = group;
  }

  int size() {
    return entries.length;
  }

  @Override
  public Iterator<Slot> iterator() {
    return new Iterator<>() {
      private final Slot[] copied = new Slot[AT_ONCE];
      private int next;

      @Override
      public boolean hasNext() {
        return next < entries.length;
      }

      @Override
      public Slot next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        if (next % AT_ONCE == 0) {
          copy();
        }
        return copied[next++ % AT_ONCE];
      }

      private void copy() {
        int count = Math.min(AT_ONCE, entries.length - next);
        synchronized (timestamps) {
          for (int i = 0; i < count; i++) {
            int entry = entries[next + i];
            copied[i] = new Slot(entry, group, timestamps.table().mark(entry));
          }
        }
      }
    };
  }
}
