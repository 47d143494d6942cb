package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes what a store has into a memory that is empty yet. Used once, before anybody asks it. */
final class RestoredMarks implements ReplayStore.Reader {
  private final NewestTimestamps timestamps;
  // The number of the group with which each entry was written: its order among the others.
  private long[] uses = new long[1024];
  private long lastGroup;
  private boolean inPlace = true;
  private boolean secretKnown;
  private final List<ReplayStore.Page> pages = new ArrayList<>();

  RestoredMarks(NewestTimestamps timestamps) {
    this.timestamps = timestamps;
  }

  @Override
  public void secret(byte[] secret) {
    timestamps.hashes(KeyHashes.of(secret));
    secretKnown = true;
  }

  @Override
  public void slot(ReplayStore.Slot slot) {
    int entry;
    synchronized (timestamps) {
      entry = timestamps.table().restore(slot.mark());
    }
    inPlace &= entry == slot.number();
    if (entry >= uses.length) {
      uses = Arrays.copyOf(uses, uses.length * 2);
    }
    uses[entry] = Math.max(0, slot.group());
    lastGroup = Math.max(lastGroup, slot.group());
  }

  @Override
  public void page(ReplayStore.Page page) {
    // Without the secret that they were made with, tags say nothing.
    if (secretKnown) {
      pages.add(page);
    }
  }

  /**
   * Ends it.
   *
   * @return whether each mark has the place that it has in the store
   */
  boolean finish() {
    int generation = pages.stream().mapToInt(ReplayStore.Page::generation).max().orElse(0);
    int nextPage =
        pages.stream()
            .filter(page -> page.generation() == generation)
            .mapToInt(page -> SeenPages.number(page.number()) + 1)
            .max()
            .orElse(0);
    int[][] tags = {tags(generation - 1), tags(generation)};
    synchronized (timestamps) {
      timestamps.table().order(uses);
      inPlace &= timestamps.seen().restore(tags, generation, nextPage);
    }
    return inPlace;
  }

  private int[] tags(int generation) {
    return pages.stream()
        .filter(page -> page.generation() == generation)
        .flatMapToInt(page -> Arrays.stream(page.tags()))
        .filter(tag -> tag != 0)
        .toArray();
  }

  /** The number of the group that was written last. */
  long lastGroup() {
    return lastGroup;
  }
}
