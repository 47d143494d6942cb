package io.jitpeers.examples.gateway.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds a bounded number of events that wait to be sent. If the queue is full, the oldest event is
 * dropped. Dropped events are therefore older than the events of the next message. The next message
 * contains the number of events that were dropped. Thread-safe.
 */
final class EventQueue {
  /** Events that are sent together, and the number of events that were lost before them. */
  record Message(String id, List<String> events, long lost) {
    String body() {
      return "{\"lost\":" + lost + ",\"events\":[" + String.join(",", events) + "]}";
    }
  }

  private final int mostWaiting;
  private final int mostTogether;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // The following fields are guarded by the lock.
  private final Deque<String> waiting = new ArrayDeque<>();
  private int underWay;
  private long delivered;
  private long dropped;
  private long lost;
  private boolean closed;

  EventQueue(int mostWaiting, int mostTogether) {
    this.mostWaiting = mostWaiting;
    this.mostTogether = mostTogether;
  }

  /**
   * Adds an event. Returns false if an event was dropped. If the queue is full, the oldest event is
   * dropped. If the queue is closed, the given event is dropped.
   */
  boolean add(String event) {
    lock.lock();
    try {
      boolean room = !closed && waiting.size() < mostWaiting;
      if (closed) {
        drop(1);
        return false;
      }
      if (!room) {
        waiting.remove();
        drop(1);
      }
      waiting.add(event);
      changed.signalAll();
      return room;
    } finally {
      lock.unlock();
    }
  }

  private void drop(int events) {
    dropped += events;
    lost += events;
  }

  /**
   * Waits for events, and returns them as a message; null if the queue is closed and no event is
   * left.
   */
  @Nullable Message next() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      if (waiting.isEmpty()) {
        return null;
      }
      List<String> events = new ArrayList<>();
      while (!waiting.isEmpty() && events.size() < mostTogether) {
        events.add(waiting.remove());
      }
      underWay = events.size();
      Message message = new Message("msg_" + UUID.randomUUID(), List.copyOf(events), lost);
      lost = 0;
      return message;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts the events of the message that {@link #next} returned last as delivered. Called when the
   * receiver has accepted this message.
   */
  void taken() {
    lock.lock();
    try {
      // Zero if the message was abandoned meanwhile.
      delivered += underWay;
      underWay = 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Called when the receiver has refused the message that {@link #next} returned last. The next
   * message counts the events of the refused message as lost.
   */
  void refused(Message message) {
    lock.lock();
    try {
      drop(underWay);
      lost += message.lost();
      underWay = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the given time, or returns early if the queue is closed. */
  void await(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the queue. {@link #next} returns null when no event is left. Further events are dropped.
   */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops all remaining events, including those that are being sent, and returns their number. */
  int abandon() {
    lock.lock();
    try {
      int left = waiting.size() + underWay;
      waiting.clear();
      underWay = 0;
      drop(left);
      return left;
    } finally {
      lock.unlock();
    }
  }

  long delivered() {
    lock.lock();
    try {
      return delivered;
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }
}
