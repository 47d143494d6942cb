package io.jitpeers.internal.hotset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A queue of the resident peers, ordered by the times at which to ask the control plane about each
 * peer again. It is a binary heap in which each record stores its own index, so removing or moving
 * a record needs no search. While peers are only added, a large heap takes 4 to 6 bytes per peer,
 * in addition to the fields in the peer's record, and 10 bytes per peer during each growth. After
 * removals, the heap takes up to 16 bytes per peer, because its array is halved only when less than
 * a quarter of it is used. Guarded by the hot set's lock.
 */
final class DueQueue {
  /** The index of a record that is not queued. */
  static final int NOT_QUEUED = -1;

  private static final int LEAST_CAPACITY = 16;

  private @Nullable ResidentRecord[] heap = new ResidentRecord[LEAST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** Returns the peer that is due first; null if none is queued. */
  @Nullable ResidentRecord first() {
    return size == 0 ? null : heap[0];
  }

  /** Queues a record with a new due time, or moves it if it is queued already. */
  void put(ResidentRecord peer, long askAt) {
    peer.askAt = askAt;
    if (peer.queueIndex == NOT_QUEUED) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size + (size >> 1));
      }
      place(peer, size++);
    }
    siftUp(peer.queueIndex);
    siftDown(peer.queueIndex);
  }

  /** Removes a record; does nothing if it is not queued. */
  void remove(ResidentRecord peer) {
    int index = peer.queueIndex;
    if (index == NOT_QUEUED) {
      return;
    }
    peer.queueIndex = NOT_QUEUED;
    ResidentRecord last = at(--size);
    heap[size] = null;
    if (last != peer) {
      place(last, index);
      siftUp(index);
      siftDown(last.queueIndex);
    }
    if (size >= LEAST_CAPACITY && size < heap.length / 4) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  /**
   * Makes every queued peer due at the given time at the latest. A peer that is due sooner keeps
   * its due time.
   */
  void bringForward(long to) {
    // The heap order remains valid: of two due times, the earlier one never becomes the later one.
    for (int i = 0; i < size; i++) {
      ResidentRecord peer = at(i);
      peer.askAt = Math.min(peer.askAt, to);
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).queueIndex = NOT_QUEUED;
    }
    heap = new ResidentRecord[LEAST_CAPACITY];
    size = 0;
  }

  private void siftUp(int from) {
    int index = from;
    ResidentRecord peer = at(index);
    while (index > 0 && at((index - 1) / 2).askAt > peer.askAt) {
      place(at((index - 1) / 2), index);
      index = (index - 1) / 2;
    }
    place(peer, index);
  }

  private void siftDown(int from) {
    int index = from;
    ResidentRecord peer = at(index);
    for (int child = earlierChild(index); child != NOT_QUEUED; child = earlierChild(index)) {
      if (at(child).askAt >= peer.askAt) {
        break;
      }
      place(at(child), index);
      index = child;
    }
    place(peer, index);
  }

  private int earlierChild(int index) {
    int left = 2 * index + 1;
    if (left >= size) {
      return NOT_QUEUED;
    }
    int right = left + 1;
    return right < size && at(right).askAt < at(left).askAt ? right : left;
  }

  private void place(ResidentRecord peer, int index) {
    heap[index] = peer;
    peer.queueIndex = index;
  }

  private ResidentRecord at(int index) {
    ResidentRecord peer = heap[index];
    if (peer == null) {
      throw new IllegalStateException("the queue has a hole at " + index + " of " + size);
    }
    return peer;
  }
}
