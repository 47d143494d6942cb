package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Collects new tags in pages, until the pages are taken to be written to the replay store. A tag is
 * the 32-bit hash by which {@link SeenTimestamps} remembers an accepted initiation. Each page
 * belongs to a generation; a new generation begins whenever {@link SeenTimestamps} begins a new set
 * of tags. Bounded: if too many pages wait, all waiting pages are dropped, and the next call of
 * {@link #take} instead returns pages with all remembered tags. Not thread-safe.
 */
final class SeenPages {
  /** The number of tags in a full page. */
  static final int TAGS = 64;

  /** The maximum number of full pages that wait to be written. This many pages take 256 kB. */
  static final int MOST_WAITING = 1024;

  /**
   * The maximum number of pages of one generation. In the store, the pages of even generations have
   * numbers below this limit, and the pages of odd generations have numbers from this limit on.
   */
  private static final int PER_GENERATION = 1 << 24;

  private final Deque<Page> full = new ArrayDeque<>();
  private final int[] filling = new int[TAGS];
  private int filled;
  // How many tags of the current page were already taken.
  private int taken;
  private int generation;
  private int number;
  private boolean all;

  /**
   * Returns the number under which a store holds a page. Pages of two consecutive generations never
   * have the same number in the store.
   *
   * @param number the number of the page within its generation
   */
  static int storeNumber(int generation, int number) {
    return (generation & 1) * PER_GENERATION + number;
  }

  /** Converts the number of a page in the store to the page's number within its generation. */
  static int number(int storeNumber) {
    return storeNumber % PER_GENERATION;
  }

  /** Continues after a restart with the given generation and page. */
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

  /**
   * Begins a new generation. Called after {@link SeenTimestamps} has made its younger set the older
   * set and has begun a new younger set.
   */
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

  /**
   * Takes the waiting pages. If pages were dropped, instead reads all remembered tags from the two
   * arrays, and returns pages with these tags. The arrays are the two sets of {@link
   * SeenTimestamps}. A zero in an array means no tag.
   */
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

  /** Adds all tags of a generation as pages. Returns the number of the next page. */
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
