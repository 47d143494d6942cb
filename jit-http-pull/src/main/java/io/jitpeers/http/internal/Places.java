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
 * Limits the number of concurrent requests to what the connection accepts. There is no limit until
 * the connection refuses a request. Then the limit is the number of requests that the connection
 * has accepted and not answered yet. The limit grows again, because the connection may accept more
 * later. Only answers that arrive while the limit is reached let the limit grow. For example, ten
 * such answers raise a limit of 10 to 11. A request that would exceed the limit waits for a place.
 * Requests for known keys go first, then requests for unknown keys, then background requests. A key
 * is known if the control plane has returned a config for it. Thread-safe.
 */
final class Places {

  /** The order in which waiting requests get a place. */
  enum Priority {
    KNOWN,
    STRANGER,
    BACKGROUND
  }

  /** The ways in which a request can end. */
  enum End {
    ANSWERED,
    /**
     * The connection did not accept the request, because it accepts no more requests at the moment.
     */
    REFUSED,
    OTHER
  }

  private final Executor workers;

  /** The waiting requests, in order of priority. */
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

  /** A place that a request waits for, holds or has left. */
  final class Place {
    private final Priority priority;
    private final Runnable whenHeld;
    private boolean held;
    private boolean left;

    private Place(Priority priority, Runnable whenHeld) {
      this.priority = priority;
      this.whenHeld = whenHeld;
    }

    /** Requests the place. If one is free, the callback runs at once on this thread. */
    void enter() {
      if (tryEnter(this)) {
        whenHeld.run();
      }
    }

    /** Leaves the place, or stops waiting for it. Only the first call has an effect. */
    void leave(End end) {
      grant(leaving(this, end));
    }
  }

  /**
   * Creates the place of one request. The request begins to wait for the place when {@link
   * Place#enter} is called.
   *
   * @param whenHeld run once when the request gets the place; not run if the request stops waiting
   *     before it gets the place
   */
  Place place(Priority priority, Runnable whenHeld) {
    return new Place(priority, whenHeld);
  }

  /**
   * Returns the limit on requests under way; {@link Integer#MAX_VALUE} if the connection has
   * refused no request.
   */
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
