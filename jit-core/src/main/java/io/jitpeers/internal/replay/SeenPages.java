package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was added to the accepted initiations and not taken yet, in pages. Bounded: if too many
 * wait, they are dropped, and the next to take some takes all that is remembered. Not thread-safe.
 */
final class SeenPages {
  /** Tags in a page that is full. */
  static final int TAGS = 64;

  /** Pages that wait at the most: 256 kB. */
  static final int MOST_WAITING = 1024;

  /** Pages of one generation at the most, and so where the next one's begin. */
  private static final int PER_GENERATION = 1 << 24;

  private final Deque<Page> full = new ArrayDeque<>();
  private final int[] filling = new int[TAGS];
  private int filled;
  // How much of the page that is being filled was taken already.
  private int taken;
  private int generation;
  private int number;
  private boolean all;

  /** The number of a page in a store: two generations that follow each other have their own. */
  static int storeNumber(int generation, int number) {
    return (generation & 1) * PER_GENERATION + number;
  }

  /** The number within its generation. */
  static int number(int storeNumber) {
    return storeNumber % PER_GENERATION;
  }

  /** Continues after a restart. */
  void continueAt(int lastGeneration, int nextPage) {
    full.clear();
    filled = 0;
    taken = 0;
    all = false;
    generation = lastGeneration;
    number = nextPage;
  }

  void added(int tag) {
    filling[filled++] = tag;
    if (filled == TAGS) {
      nextPage();
    }
  }

  /** The younger set has become the older one. */
  void turned() {
    if (filled > 0) {
      nextPage();
    }
    generation++;
    number = 0;
  }

  private void nextPage() {
    if (taken < filled && !all) {
      full.add(page());
    }
    if (full.size() > MOST_WAITING) {
      takeAllAgain();
    }
    number++;
    filled = 0;
    taken = 0;
  }

  private Page page() {
    return page(generation, number, filling, filled);
  }

  private static Page page(int generation, int number, int[] tags, int count) {
    int[] copy = new int[count];
    System.arraycopy(tags, 0, copy, 0, count);
    return new Page(storeNumber(generation, number), generation, copy);
  }

  void takeAllAgain() {
    full.clear();
    all = true;
  }

  int waiting() {
    return full.size() + (all || taken < filled ? 1 : 0);
  }

  /** Takes what waits. Sets are as in {@link SeenTimestamps}, where zero is no tag. */
  List<Page> take(int[] old, int[] young) {
    if (all) {
      List<Page> pages = new ArrayList<>();
      addAll(generation - 1, old, pages);
      number = addAll(generation, young, pages);
      filled = 0;
      taken = 0;
      all = false;
      return pages;
    }
    List<Page> pages = new ArrayList<>(full);
    full.clear();
    if (taken < filled) {
      pages.add(page());
      taken = filled;
    }
    return pages;
  }

  /** Returns the number of the page that follows. */
  private static int addAll(int generation, int[] tags, List<Page> target) {
    int[] page = new int[TAGS];
    int count = 0;
    int number = 0;
    for (int tag : tags) {
      if (tag != 0) {
        page[count++] = tag;
      }
      if (count == TAGS) {
        target.add(page(generation, number++, page, count));
        count = 0;
      }
    }
    if (count > 0) {
      target.add(page(generation, number++, page, count));
    }
    return number;
  }
}
