package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes that wait to be written, at most one per peer, with the oldest first. Also holds the
 * changes that are being written now. Bounded: if the disk fails for a long time, the oldest
 * changes are dropped. Thread-safe.
 */
final class PendingChanges {
  private final int capacity;
  private final LinkedHashMap<PublicKey, Change> waiting = new LinkedHashMap<>();
  private Map<PublicKey, Change> underWay = Map.of();
  private long dropped;

  /** The number of changes that were added. */
  private long added;

  /** The value that is assigned to the field {@code written} if the write in progress succeeds. */
  private long covered;

  /** How many of the added changes are on the disk. */
  private long written;

  /** The number of failed writes. */
  private long failures;

  PendingChanges(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds a change, combined with the peer's waiting change if there is one. If there is no room for
   * another change, a new {@link Change.Confirmed} is not added. To make room for any other new
   * change, the oldest waiting change is dropped.
   */
  synchronized void add(PublicKey key, Change change) {
    added++;
    Change before = waiting.get(key);
    if (before != null) {
      waiting.put(key, before.then(change)); // The peer's change keeps its position.
      return;
    }
    if (waiting.size() == capacity) {
      dropped++;
      if (!change.saysAll()) {
        return; // The change is a confirmation, which matters least.
      }
      dropOldest();
    }
    waiting.put(key, change);
  }

  private void dropOldest() {
    Iterator<PublicKey> keys = waiting.keySet().iterator();
    keys.next();
    keys.remove();
  }

  /**
   * Removes and returns the oldest waiting changes, at most {@code most}. They count as being
   * written until {@link #written} or {@link #notWritten} is called.
   */
  synchronized Map<PublicKey, Change> take(int most) {
    Map<PublicKey, Change> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<PublicKey, Change>> oldest = waiting.entrySet().iterator();
    while (batch.size() < most && oldest.hasNext()) {
      Map.Entry<PublicKey, Change> each = oldest.next();
      batch.put(each.getKey(), each.getValue());
      oldest.remove();
    }
    underWay = batch;
    if (waiting.isEmpty()) {
      covered = added;
      if (batch.isEmpty()) {
        wrote();
      }
    }
    return batch;
  }

  /** Drops the changes that were being written, because they are on the disk now. */
  synchronized void written() {
    underWay = Map.of();
    wrote();
  }

  private void wrote() {
    written = covered;
    notifyAll();
  }

  /**
   * Waits until all changes that were added before this call are written. Returns false if a write
   * fails, or if the limit is reached first.
   */
  synchronized boolean awaitWritten(Duration limit) throws InterruptedException {
    long wanted = added;
    long failuresBefore = failures;
    long end = System.nanoTime() + limit.toNanos();
    while (written < wanted) {
      long left = end - System.nanoTime();
      if (left <= 0 || failures != failuresBefore) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Queues the changes of a failed write again, ahead of newer changes. */
  synchronized void notWritten() {
    failures++;
    notifyAll();
    Map<PublicKey, Change> newer = new LinkedHashMap<>(waiting);
    waiting.clear();
    underWay.forEach((key, change) -> waiting.put(key, merged(change, newer.remove(key))));
    waiting.putAll(newer);
    underWay = Map.of();
    while (waiting.size() > capacity) {
      dropped++;
      dropOldest();
    }
  }

  private static Change merged(Change older, @Nullable Change newer) {
    return newer == null ? older : older.then(newer);
  }

  /** Returns the unwritten change of a peer; null if there is none. */
  synchronized @Nullable Change get(PublicKey key) {
    Change older = underWay.get(key);
    Change newer = waiting.get(key);
    return older == null ? newer : merged(older, newer);
  }

  /** Returns the keys of the peers with an unwritten change. */
  synchronized List<PublicKey> keys() {
    List<PublicKey> keys = new ArrayList<>(underWay.keySet());
    waiting.keySet().stream().filter(key -> !underWay.containsKey(key)).forEach(keys::add);
    return keys;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && underWay.isEmpty();
  }

  synchronized long dropped() {
    return dropped;
  }
}
