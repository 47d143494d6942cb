package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers each accepted initiation by a tag: 32 bits of a keyed hash. When the number of
 * remembered initiations has reached the capacity, the older half is forgotten. The memory grows
 * with its content, by 5 to 11 bytes per initiation.
 *
 * <p>There are two sets, and the younger one receives new initiations. When the younger set
 * contains half the capacity, it replaces the older set, whose content is forgotten. With a million
 * remembered initiations, one in four thousand new ones matches a remembered one by chance. Such a
 * match delays a client by 5 s, but only after the client's timestamps were reset. Not thread-safe.
 */
final class SeenTimestamps {
  private static final int INITIAL_SLOTS = 16;

  private final int perSet;
  private final @Nullable SeenPages pages;
  // Open addressing with linear probing, at most three quarters full; zero marks an empty slot.
  private int[] young = new int[INITIAL_SLOTS];
  private int[] old = new int[INITIAL_SLOTS];
  private int used;

  SeenTimestamps(int capacity) {
    this(capacity, null);
  }

  /**
   * Creates an instance that remembers no initiations yet.
   *
   * @param pages collects new initiations in groups (pages) for the replay store; null if new
   *     initiations are not stored
   */
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

  /** Returns the number of pages that {@link #takePages} has not taken yet. */
  int waitingPages() {
    return pages == null ? 0 : pages.waiting();
  }

  /**
   * Returns the pages that have to be written to the replay store, and counts them as taken. The
   * pages contain at least the initiations that were added since the previous call. Returns an
   * empty list if nothing has to be written, or if initiations are not stored.
   */
  List<ReplayStore.Page> takePages() {
    return pages == null ? List.of() : pages.take(old, young);
  }

  /**
   * Requires that the next call of {@link #takePages} returns all remembered initiations, including
   * those that earlier calls returned.
   */
  void takeAllAgain() {
    if (pages != null) {
      pages.takeAllAgain();
    }
  }

  /**
   * Restores both sets as they were before a restart. Called while this instance remembers no
   * initiations.
   *
   * @param before two arrays: the tags of the older set, and the tags of the younger set
   * @param generation the generation of the younger set
   * @param nextPage the number of the first unused page of that generation
   * @return true if each tag is in the same set (the older or the younger) as before; false if the
   *     capacity is now too small for that
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

  /**
   * Returns an empty array that is large enough for all tags. An array that begins smaller and
   * grows would be worse: tags arrive in the order of their slots, so consecutive tags would all
   * fall into the same part of the smaller array.
   */
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

  /** Returns the slot that contains a tag, or the empty slot for it. */
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
