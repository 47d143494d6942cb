package io.jitpeers.testkit;

import io.jitpeers.spi.ReplayStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A simulated disk for {@linkplain ReplayStore replay stores}. The disk keeps its contents when a
 * store is closed and another one is opened. A test can make the disk fail. Thread-safe.
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
   * Opens the disk, as a new process does. Stores that were opened earlier stop working: their
   * later writes are ignored, as if their process had been killed.
   *
   * @return a store with everything that was written to the disk before
   */
  public synchronized ReplayStore open() {
    return new Store(++opened);
  }

  /**
   * Sets whether writes fail because the disk is full.
   *
   * @param isFull whether writes fail
   */
  public synchronized void full(boolean isFull) {
    full = isFull;
  }

  /**
   * Makes the next write lose all slots and pages on the disk, and report the loss. The secret
   * stays on the disk.
   */
  public synchronized void lose() {
    losing = true;
  }

  /**
   * {@return the number of slots in each {@linkplain ReplayStore.Group group} that was written,
   * oldest group first; each slot holds what is remembered about one key}
   */
  public synchronized List<Integer> groups() {
    return List.copyOf(groups);
  }

  /**
   * {@return the slots on the disk, in ascending order of their numbers; each slot holds what is
   * remembered about one key}
   */
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
