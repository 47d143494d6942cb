package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Restores the contents of a {@link ReplayStore} into an empty replay memory: the marks, each of
 * which is the data about one key, and the accepted initiations that are remembered individually.
 * Used once, before any other use of the memory.
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
   * @return true if each mark's entry in the memory has the number of the mark's slot in the store,
   *     and each accepted initiation is in the same set (the older or the younger) as in the store.
   *     If the result is false, the next write must replace all contents of the store
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

  /**
   * Returns the number of the latest {@linkplain ReplayStore.Group group} of changes that wrote a
   * slot of the store; 0 if there is none.
   */
  long lastGroup() {
    return lastGroup;
  }
}
