package io.jitpeers.testkit;

import io.jitpeers.spi.ReplayStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A replay store whose disk is in the test's hands: it outlives the stores that use it, and fails
 * when it is told to. Thread-safe.
 */
public final class FakeReplayStore {
  private final SortedMap<Integer, ReplayStore.Slot> slots = new TreeMap<>();
  private final SortedMap<Integer, ReplayStore.Page> pages = new TreeMap<>();
  private final List<Integer> groups = new ArrayList<>();
  private byte[] secret = new byte[0];
  private boolean full;
  private boolean losing;
  private int opened;

  /** Creates an empty disk. */
  public FakeReplayStore() {}

  /**
   * Opens the disk, as a process does that starts. What a store that was opened before still writes
   * goes nowhere: its process was killed.
   *
   * @return a store that has what was written
   */
  public synchronized ReplayStore open() {
    return new Store(++opened);
  }

  /**
   * Sets whether writing fails.
   *
   * @param isFull whether it does
   */
  public synchronized void full(boolean isFull) {
    full = isFull;
  }

  /** Loses all that was written, as the next one who writes is told. */
  public synchronized void lose() {
    losing = true;
  }

  /** {@return how many marks each group had that was written, in their order} */
  public synchronized List<Integer> groups() {
    return List.copyOf(groups);
  }

  /** {@return the marks that are on the disk} */
  public synchronized List<ReplayStore.Slot> slots() {
    return List.copyOf(slots.values());
  }

  private synchronized boolean read(ReplayStore.Reader reader) {
    if (secret.length > 0) {
      reader.secret(secret);
    }
    slots.values().forEach(reader::slot);
    pages.values().forEach(reader::page);
    return secret.length > 0;
  }

  private synchronized void write(int opening, ReplayStore.Group group) throws IOException {
    if (opening < opened) {
      return;
    }
    if (full) {
      throw new IOException("no space left on device");
    }
    if (losing) {
      losing = false;
      slots.clear();
      pages.clear();
      throw new ReplayStore.LostException("the disk was changed", null);
    }
    if (group.replacing()) {
      slots.clear();
      pages.clear();
      secret = group.secret();
    }
    int marks = 0;
    for (ReplayStore.Slot slot : group.slots()) {
      slots.put(slot.number(), slot);
      marks++;
    }
    group.pages().forEach(page -> pages.put(page.number(), page));
    groups.add(marks);
  }

  private final class Store implements ReplayStore {
    private final int opening;

    Store(int opening) {
      this.opening = opening;
    }

    @Override
    public boolean read(Reader reader) {
      return FakeReplayStore.this.read(reader);
    }

    @Override
    public void write(Group group) throws IOException {
      FakeReplayStore.this.write(opening, group);
    }

    @Override
    public long damages() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
