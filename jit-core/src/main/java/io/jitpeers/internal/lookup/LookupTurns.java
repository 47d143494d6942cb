package io.jitpeers.internal.lookup;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a lookup begins. A lookup begins when its lane has a free place and the {@link
 * Pace}, which limits the rate of lookups, permits another lookup. The lookup must also have enough
 * time left for an answer. Changes the states of lookups. Thread-safe; each method is one
 * transition under this object's lock, and calls no plug-in.
 */
final class LookupTurns {
  private static final Duration LEAST = Duration.ofMillis(1);

  /**
   * A lookup whose deadline passes counts as {@link Expiry#UNANSWERED} only if it began early
   * enough. It began early enough if its wait for a turn took at most the time limit of a lookup
   * divided by this number.
   */
  private static final int FULL_TIME = 20;

  /** Returned by {@link #begin} if the lookup ended before it could begin. */
  static final long NOT_WANTED = -1;

  private final Duration deadline;
  private final Scheduler scheduler;
  private final TimeSource time;
  private final Runnable nextTurn;
  private final int backgroundPlaces;
  // The following fields are guarded by this object.
  private final Lanes lanes;
  private final AnswerTimes answerTimes = new AnswerTimes();
  private final Pace pace;
  private long numbers;
  private Scheduler.@Nullable Cancellable paced;
  private boolean closed;

  /** Describes what happens to a lookup whose answer asks for a retry after some time. */
  enum Postponement {
    /**
     * The lookup waits for the time that the answer asked for. After that time, the caller must
     * queue the lookup again.
     */
    WAITS,
    /** After the requested wait, too little time would be left until the deadline. */
    TOO_LATE,
    /** The lookup has ended meanwhile. */
    NOT_WANTED
  }

  /** Describes how far a lookup had come when its deadline passed. */
  enum Expiry {
    /** The control plane was asked, and had its full time to answer. */
    UNANSWERED,
    /** The control plane was asked so late that it did not have its full time to answer. */
    BEGAN_LATE,
    /** The control plane was not asked. */
    NOT_BEGUN
  }

  /**
   * Creates an instance without lookups.
   *
   * @param nextTurn runs on the scheduler's thread when the pace permits the next lookup
   */
  LookupTurns(
      ProvisioningOptions options, Scheduler scheduler, TimeSource time, Runnable nextTurn) {
    this.deadline = options.lookupDeadline();
    this.scheduler = scheduler;
    this.time = time;
    this.nextTurn = nextTurn;
    this.lanes = new Lanes(options);
    this.pace = new Pace(time.nanoTime());
    this.backgroundPlaces = lanes.backgroundPlaces();
  }

  /**
   * Returns the number for a new lookup. The number orders lookups with the same {@link
   * OpenLookup#ticket}.
   */
  synchronized long number() {
    return numbers++;
  }

  /**
   * Queues a lookup unless it has ended. If there is no room, returns the lookup that is dropped,
   * which may be the new lookup. Returns null if no lookup is dropped.
   */
  synchronized @Nullable OpenLookup add(OpenLookup lookup) {
    return lookup.state == OpenLookup.State.ENDED ? null : lanes.add(lookup);
  }

  /** Returns the next lookup to begin; null if none may begin now. */
  synchronized @Nullable OpenLookup next() {
    long now = time.nanoTime();
    long wait = pace.untilNext(now);
    if (wait > 0) {
      if (paced == null && !closed && lanes.waiting() > 0) {
        paced = scheduler.schedule(this::turn, Duration.ofNanos(wait));
      }
      return null;
    }
    OpenLookup next = lanes.next();
    if (next != null) {
      next.begunAt = now;
    }
    return next;
  }

  private void turn() {
    synchronized (this) {
      paced = null;
    }
    nextTurn.run();
  }

  /**
   * Begins a lookup. Returns how long the answer may take, in nanoseconds. Returns 0 if too little
   * time is left, and {@link #NOT_WANTED} if the lookup has ended.
   */
  synchronized long begin(OpenLookup lookup) {
    if (lookup.state != OpenLookup.State.IN_FLIGHT) {
      return NOT_WANTED;
    }
    long left = deadline.toNanos() - (lookup.begunAt - lookup.askedAt);
    if (left < answerTimes.needed(deadline)) {
      return 0;
    }
    pace.begun();
    return Math.max(left, LEAST.toNanos());
  }

  /** Records an answer of the control plane. */
  synchronized void answered(OpenLookup lookup, long now) {
    if (lookup.state == OpenLookup.State.IN_FLIGHT) {
      answerTimes.took(now - lookup.begunAt);
    }
    pace.answered(now);
  }

  /** Records that the control plane wants to be asked again after {@code wait}. */
  synchronized Postponement postpone(OpenLookup lookup, Duration wait, long now) {
    if (lookup.state != OpenLookup.State.IN_FLIGHT) {
      return Postponement.NOT_WANTED;
    }
    pace.refused(lookup.asking.key(), lookup.begunAt, now, wait);
    long left = deadline.toNanos() - (now - lookup.askedAt);
    if (wait.compareTo(Duration.ofNanos(left - answerTimes.needed(deadline))) >= 0) {
      return Postponement.TOO_LATE;
    }
    lanes.leave(lookup, OpenLookup.State.POSTPONED);
    return Postponement.WAITS;
  }

  /** Records that a lookup's deadline has passed. */
  synchronized Expiry expire(OpenLookup lookup) {
    if (lookup.state != OpenLookup.State.IN_FLIGHT) {
      return Expiry.NOT_BEGUN;
    }
    answerTimes.took(time.nanoTime() - lookup.begunAt);
    long waited = lookup.begunAt - lookup.askedAt;
    return waited <= deadline.toNanos() / FULL_TIME ? Expiry.UNANSWERED : Expiry.BEGAN_LATE;
  }

  /** Ends a lookup and frees its place. Returns true only to the first caller. */
  synchronized boolean end(OpenLookup lookup) {
    if (lookup.state == OpenLookup.State.ENDED) {
      return false;
    }
    lanes.leave(lookup, OpenLookup.State.ENDED);
    return true;
  }

  /** Returns the maximum number of background lookups in flight. */
  int backgroundPlaces() {
    return backgroundPlaces;
  }

  /** Returns the current limit on new lookups per second; 0 if no limit applies. */
  synchronized double pace() {
    return pace.limit();
  }

  /** Returns the number of lookups in flight. */
  synchronized int inFlight() {
    return lanes.inFlight();
  }

  /** Returns the number of lookups that wait for a place. */
  synchronized int waiting() {
    return lanes.waiting();
  }

  /** Cancels the timer that waits until the pace permits a lookup. No further timer is set. */
  void close() {
    Scheduler.Cancellable timer;
    synchronized (this) {
      closed = true;
      timer = paced;
    }
    if (timer != null) {
      timer.cancel();
    }
  }
}
