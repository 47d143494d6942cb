package io.jitpeers.examples.gateway.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last so many of something. The oldest goes when a new one needs its place. Thread-safe. */
final class Ring<T> {
  private final int capacity;
  private final Deque<T> elements;

  Ring(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a ring holds at least 1 element, not " + capacity);
    }
    this.capacity = capacity;
    this.elements = new ArrayDeque<>();
  }

  synchronized void add(T element) {
    if (elements.size() == capacity) {
      elements.removeFirst();
    }
    elements.addLast(element);
  }

  /** The oldest that is left, or null if there is none. */
  synchronized @Nullable T oldest() {
    return elements.peekFirst();
  }

  /** The newest, or null if there is none. */
  synchronized @Nullable T newest() {
    return elements.peekLast();
  }

  /** All of them, the oldest first. */
  synchronized List<T> oldestFirst() {
    return new ArrayList<>(elements);
  }

  /** All of them, the newest first. */
  synchronized List<T> newestFirst() {
    List<T> list = new ArrayList<>(elements.size());
    elements.descendingIterator().forEachRemaining(list::add);
    return list;
  }
}
