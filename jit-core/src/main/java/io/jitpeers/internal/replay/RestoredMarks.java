package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Restores the contents of a store into an empty memory. Used once, before any other use of the
 * memory.
 */
final class RestoredMarks implements ReplayStore.Reader {
  private final NewestTimestamps timestamps;
  // For each entry, the number of the group in which it was written. Newer groups have higher
  // numbers.
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
    // Tags are keyed hashes, which are useless without the secret.
    if (secretKnown) {
      pages.add(page);
    }
  }

  /**
   * Completes the restore.
   *
   * @return whether the marks and the accepted initiations have the same places in the memory as in
   *     the store
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

  /** Returns the number of the group that was written last. */
  long lastGroup() {
    return lastGroup;
  }
}
