package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which initiations were accepted, as 32 bits of a keyed hash each: at least half of the capacity
 * of the newest ones, at most all of it. It grows as they come, 5 to 11 bytes for each.
 *
 * <p>Two sets, the younger of which takes what is new; when it has half of the capacity, it becomes
 * the older one, and what was in that is forgotten. Two initiations have the same 32 bits once in
 * four thousand at a million, which costs a client of which that is asked 5 s. Not thread-safe.
 */
final class SeenTimestamps {
  private static final int INITIAL_SLOTS = 16;

  private final int perSet;
  private final @Nullable SeenPages pages;
  // Open addressing with linear probing, at most three quarters full; zero is an empty slot.
  private int[] young = new int[INITIAL_SLOTS];
  private int[] old = new int[INITIAL_SLOTS];
  private int used;

  SeenTimestamps(int capacity) {
    this(capacity, null);
  }

  /** Creates a set that notes what is added. */
  SeenTimestamps(int capacity, @Nullable SeenPages pages) {
    this.perSet = (capacity + 1) / 2;
    this.pages = pages;
  }

  boolean contains(long hash) {
    int tag = tag(hash);
    return young[slot(young, tag)] == tag || old[slot(old, tag)] == tag;
  }

  void add(long hash) {
    addTag(tag(hash));
  }

  private void addTag(int tag) {
    int slot = slot(young, tag);
    if (young[slot] == tag) {
      return;
    }
    if (used == perSet) {
      turn();
      slot = slot(young, tag);
    } else if (used >= young.length / 4 * 3) {
      grow();
      slot = slot(young, tag);
    }
    young[slot] = tag;
    used++;
    if (pages != null) {
      pages.added(tag);
    }
  }

  private void turn() {
    old = young;
    young = new int[INITIAL_SLOTS];
    used = 0;
    if (pages != null) {
      pages.turned();
    }
  }

  /** How many pages wait for somebody to take them. */
  int waitingPages() {
    return pages == null ? 0 : pages.waiting();
  }

  /** Takes the pages that wait. */
  List<ReplayStore.Page> takePages() {
    return pages == null ? List.of() : pages.take(old, young);
  }

  /** All of it has to be taken again. */
  void takeAllAgain() {
    if (pages != null) {
      pages.takeAllAgain();
    }
  }

  /**
   * Takes what was remembered before a restart, into an empty set.
   *
   * @param before the tags of the older set, then those of the younger one
   * @param generation of the younger one
   * @param nextPage the number of the first page of it that is free
   * @return whether all of them have the place they had
   */
  boolean restore(int[][] before, int generation, int nextPage) {
    young = slotsFor(before[0].length);
    for (int tag : before[0]) {
      addTag(tag);
    }
    turn();
    young = slotsFor(before[1].length);
    for (int tag : before[1]) {
      addTag(tag);
    }
    if (pages != null) {
      pages.continueAt(generation, nextPage);
    }
    return before[0].length <= perSet && before[1].length <= perSet;
  }

  /** Large enough at once: tags come in the order of slots, which would fill a small one up. */
  private int[] slotsFor(int tags) {
    int slots = INITIAL_SLOTS;
    while (slots / 4 * 3 < Math.min(tags, perSet)) {
      slots *= 2;
    }
    return new int[slots];
  }

  private void grow() {
    int[] larger = new int[young.length * 2];
    for (int tag : young) {
      if (tag != 0) {
        larger[slot(larger, tag)] = tag;
      }
    }
    young = larger;
  }

  /** The slot that has a tag, or the empty one that it would get. */
  private static int slot(int[] slots, int tag) {
    int mask = slots.length - 1;
    int slot = tag & mask;
    while (slots[slot] != 0 && slots[slot] != tag) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int tag(long hash) {
    int tag = (int) hash;
    return tag == 0 ? 1 : tag;
  }
}
