package io.jitpeers.examples.gateway.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of the latest elements. If it is full, a new element replaces the oldest one.
 * Thread-safe.
 */
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

  /** Returns the oldest element, or null if there is none. */
  synchronized @Nullable T oldest() {
    return elements.peekFirst();
  }

  /** Returns the newest element, or null if there is none. */
  synchronized @Nullable T newest() {
    return elements.peekLast();
  }

  /** Returns all elements, the oldest first. */
  synchronized List<T> oldestFirst() {
    return new ArrayList<>(elements);
  }

  /** Returns all elements, the newest first. */
  synchronized List<T> newestFirst() {
    List<T> list = new ArrayList<>(elements.size());
    elements.descendingIterator().forEachRemaining(list::add);
    return list;
  }
}
