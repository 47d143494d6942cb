package io.jitpeers.http.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * How many requests are under way at once: as many as there are, until the connection refuses one.
 * From then on as many as it was found to take, and one more after each round of answers, to find
 * out whether it takes more by now. Who finds no place waits: known keys first, then strangers,
 * then what is in no hurry. Thread-safe.
 */
final class Places {

  /** Who goes first. */
  enum Priority {
    KNOWN,
    STRANGER,
    BACKGROUND
  }

  /** What became of a request. */
  enum End {
    ANSWERED,
    /** The connection takes no more at the moment. */
    REFUSED,
    OTHER
  }

  private final Executor workers;

  /** In the order of priority. */
  private final Map<Priority, Deque<Place>> waiting = new EnumMap<>(Priority.class);

  private int limit = Integer.MAX_VALUE;
  private int inUse;
  private int answersSinceGrowth;

  Places(Executor workers) {
    this.workers = workers;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new ArrayDeque<>());
    }
  }

  /** A place, wanted, held or left. */
  final class Place {
    private final Priority priority;
    private final Runnable whenHeld;
    private boolean held;
    private boolean left;

    private Place(Priority priority, Runnable whenHeld) {
      this.priority = priority;
      this.whenHeld = whenHeld;
    }

    /** Waits for its turn; if there is room that is at once, on this thread. */
    void enter() {
      if (tryEnter(this)) {
        whenHeld.run();
      }
    }

    /** Leaves, or waits no longer. Leaving again does nothing. */
    void leave(End end) {
      grant(leaving(this, end));
    }
  }

  /**
   * Creates a place.
   *
   * @param whenHeld is run once when it is held, unless it was left before
   */
  Place place(Priority priority, Runnable whenHeld) {
    return new Place(priority, whenHeld);
  }

  /** How many requests may be under way; {@link Integer#MAX_VALUE} if no bound was met. */
  synchronized int limit() {
    return limit;
  }

  private synchronized boolean tryEnter(Place place) {
    if (place.left) {
      return false;
    }
    if (inUse < limit) {
      inUse++;
      place.held = true;
    } else {
      queue(place).add(place);
    }
    return place.held;
  }

  private synchronized List<Place> leaving(Place place, End end) {
    if (place.left) {
      return List.of();
    }
    place.left = true;
    if (!place.held) {
      queue(place).remove(place);
      return List.of();
    }
    if (end == End.ANSWERED && inUse >= limit) {
      grow();
    }
    inUse--;
    if (end == End.REFUSED) {
      limit = Math.max(1, Math.min(limit, inUse));
      answersSinceGrowth = 0;
    }
    return take();
  }

  private Deque<Place> queue(Place place) {
    return Objects.requireNonNull(waiting.get(place.priority), "each priority has a queue");
  }

  private void grow() {
    answersSinceGrowth++;
    if (answersSinceGrowth >= limit) {
      limit++;
      answersSinceGrowth = 0;
    }
  }

  private List<Place> take() {
    List<Place> granted = new ArrayList<>();
    for (Deque<Place> queue : waiting.values()) {
      while (inUse < limit && !queue.isEmpty()) {
        Place next = queue.remove();
        next.held = true;
        inUse++;
        granted.add(next);
      }
    }
    return granted;
  }

  private void grant(List<Place> places) {
    places.forEach(place -> workers.execute(place.whenHeld));
  }
}
