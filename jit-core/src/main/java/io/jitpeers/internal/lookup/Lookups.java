package io.jitpeers.internal.lookup;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane, so many at a time, each within a deadline that its waiting counts
 * towards. Who waits for whom is {@link Lanes}'s to say. A lookup that could not be answered in
 * time any more is not begun; one that the control plane wants to be asked later ({@link
 * LookupException#retryAfter}) is asked once more, and if there are several the {@link Pace}
 * slackens. Thread-safe.
 */
public final class Lookups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lookups.class);
  private static final Duration LEAST = Duration.ofMillis(1);

  /** A lookup that waited for less than this part of its deadline had its full time. */
  private static final int FULL_TIME = 20;

  private final PeerConfigSource source;
  private final Scheduler scheduler;
  private final TimeSource time;
  private final ProvisioningOptions options;
  private final Set<Thread> beginning = ConcurrentHashMap.newKeySet();
  private final LongAdder asked = new LongAdder();
  private final LongAdder postponed = new LongAdder();
  private final FailureLog failures;
  private final Set<OpenLookup> open = ConcurrentHashMap.newKeySet();
  private final Tickets knownTickets;
  private final Tickets strangerTickets;
  private final ControlPlaneSigns signs = new ControlPlaneSigns();
  private volatile boolean closed;
  // What follows is guarded by this object.
  private final Lanes lanes;
  private final AnswerTimes answerTimes = new AnswerTimes();
  private final Pace pace;
  private long numbers;
  private Scheduler.@Nullable Cancellable paced;

  public Lookups(
      PeerConfigSource source, Scheduler scheduler, TimeSource time, ProvisioningOptions options) {
    this.source = source;
    this.scheduler = scheduler;
    this.time = time;
    this.options = options;
    this.failures = new FailureLog(log, time);
    this.lanes = new Lanes(options);
    this.pace = new Pace(time.nanoTime());
    this.knownTickets = new Tickets(time);
    this.strangerTickets = new Tickets(time);
  }

  /**
   * Asks for one key that the control plane once knew. The future completes with the answer, or
   * exceptionally with a {@link LookupException}: a {@link NotAskedException} if too many others
   * were before. Cancelling it gives up and cancels the source's own work.
   */
  public CompletableFuture<PeerLookup> lookup(PublicKey key) {
    return lookup(key, null);
  }

  /** The same, with the validator of the answer that is remembered. */
  public CompletableFuture<PeerLookup> lookup(PublicKey key, @Nullable String validator) {
    return lookup(Asking.of(key, validator, Lane.KNOWN));
  }

  /** The same, for what is in no hurry. */
  public CompletableFuture<PeerLookup> lookupInBackground(PublicKey key) {
    return lookupInBackground(key, null);
  }

  /** The same, with the validator of the answer that is remembered. */
  public CompletableFuture<PeerLookup> lookupInBackground(
      PublicKey key, @Nullable String validator) {
    return lookup(Asking.of(key, validator, Lane.BACKGROUND));
  }

  /** The same, on somebody's behalf. */
  public CompletableFuture<PeerLookup> lookup(Asking asking) {
    Tickets tickets = asking.lane() == Lane.STRANGER ? strangerTickets : knownTickets;
    long number;
    synchronized (this) {
      number = numbers++;
    }
    OpenLookup lookup =
        new OpenLookup(asking, time.nanoTime(), tickets, number, this::givenUp, failures);
    open.add(lookup);
    try {
      lookup.expires(scheduler.schedule(() -> expire(lookup), options.lookupDeadline()));
    } catch (RuntimeException | Error e) {
      cannotBegin(lookup, e);
    }
    if (closed) {
      fail(lookup, LookupFailures.closed(lookup));
    }
    await(lookup);
    return lookup.result;
  }

  /** Lets a lookup wait for its turn, unless it has ended. */
  private void await(OpenLookup lookup) {
    OpenLookup displaced = null;
    synchronized (this) {
      if (lookup.state != OpenLookup.State.ENDED) {
        displaced = lanes.add(lookup);
      }
    }
    if (displaced != null) {
      fail(displaced, LookupFailures.notAsked(displaced, "too many lookups wait"));
    }
    beginWaiting();
  }

  /**
   * Begins lookups while there are places. A loop, not a recursion: a source that fails at once
   * would otherwise nest as deeply as the queue is long. Each thread has its own, so that a call
   * that does not return keeps none but its thread.
   */
  private void beginWaiting() {
    if (!beginning.add(Thread.currentThread())) {
      return; // The loop further up on this stack goes on.
    }
    try {
      for (OpenLookup next = takeWaiting(); next != null; next = takeWaiting()) {
        beginOrFail(next);
      }
    } finally {
      beginning.remove(Thread.currentThread());
    }
  }

  /** Whatever happens, the others have their turn. */
  private void beginOrFail(OpenLookup next) {
    try {
      begin(next);
    } catch (RuntimeException | Error e) {
      cannotBegin(next, e);
    }
  }

  private void cannotBegin(OpenLookup lookup, Throwable why) {
    failures.record("a lookup could not be begun", why);
    fail(lookup, LookupFailures.of(lookup, why));
  }

  private synchronized @Nullable OpenLookup takeWaiting() {
    long now = time.nanoTime();
    long wait = pace.untilNext(now);
    if (wait > 0) {
      if (paced == null && !closed && lanes.waiting() > 0) {
        paced = scheduler.schedule(this::nextTurn, Duration.ofNanos(wait));
      }
      return null;
    }
    OpenLookup next = lanes.next();
    if (next != null) {
      next.begunAt = now;
    }
    return next;
  }

  private void nextTurn() {
    synchronized (this) {
      paced = null;
    }
    beginWaiting();
  }

  private void begin(OpenLookup lookup) {
    long left;
    synchronized (this) {
      if (lookup.state != OpenLookup.State.IN_FLIGHT) {
        return;
      }
      left = options.lookupDeadline().toNanos() - (lookup.begunAt - lookup.askedAt);
      if (left >= answerTimes.needed(options.lookupDeadline())) {
        pace.begun();
        left = Math.max(left, LEAST.toNanos());
      } else {
        left = 0;
      }
    }
    if (left == 0) {
      String why = "it waited for so long that there is no time for an answer";
      fail(lookup, LookupFailures.notAsked(lookup, why));
      return;
    }
    asked.increment();
    CompletableFuture<PeerLookup> answer = ask(lookup, Duration.ofNanos(left));
    lookup.works(answer);
    var unused = answer.whenComplete((found, failure) -> answered(lookup, found, failure));
  }

  private CompletableFuture<PeerLookup> ask(OpenLookup lookup, Duration left) {
    try {
      return source.lookup(lookup.asking.query(left)).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      failures.record("the config source threw instead of failing its answer", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(
      OpenLookup lookup, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    long now = time.nanoTime();
    if (failure == null && answer != null) {
      signs.answered(now);
      synchronized (this) {
        if (lookup.state == OpenLookup.State.IN_FLIGHT) {
          answerTimes.took(now - lookup.begunAt);
        }
        pace.answered(now);
      }
      complete(lookup, answer);
      return;
    }
    LookupException reason = LookupFailures.of(lookup, failure);
    Duration wait = reason.retryAfter().orElse(null);
    if (wait != null) {
      postpone(lookup, reason, wait, now);
    } else {
      failedByControlPlane(lookup, reason);
    }
  }

  /** The control plane is there, and wants to be asked later: after that, if there is time. */
  private void postpone(OpenLookup lookup, LookupException reason, Duration wait, long now) {
    boolean again;
    synchronized (this) {
      if (lookup.state != OpenLookup.State.IN_FLIGHT) {
        return;
      }
      postponed.increment();
      pace.refused(lookup.asking.key(), lookup.begunAt, now, wait);
      long left = options.lookupDeadline().toNanos() - (now - lookup.askedAt);
      long needed = answerTimes.needed(options.lookupDeadline());
      again = wait.compareTo(Duration.ofNanos(left - needed)) < 0;
      if (again) {
        lanes.leave(lookup, OpenLookup.State.POSTPONED);
      }
    }
    if (again) {
      lookup.retries(scheduler.schedule(() -> await(lookup), wait));
      beginWaiting();
    } else {
      fail(lookup, reason);
    }
  }

  /** The deadline passed. */
  private void expire(OpenLookup lookup) {
    boolean begun;
    boolean fullTime;
    synchronized (this) {
      begun = lookup.state == OpenLookup.State.IN_FLIGHT;
      long waited = lookup.begunAt - lookup.askedAt;
      fullTime = begun && waited <= options.lookupDeadline().toNanos() / FULL_TIME;
      if (begun) {
        answerTimes.took(time.nanoTime() - lookup.begunAt);
      }
    }
    if (fullTime) {
      LookupException late =
          new LookupException(
              LookupException.Reason.TIMEOUT,
              lookup.what() + "no answer within " + options.lookupDeadline());
      failedByControlPlane(lookup, late);
    } else {
      // That says nothing about the control plane.
      String why = begun ? "it was begun late, and not answered" : "it did not have its turn";
      fail(lookup, LookupFailures.notAsked(lookup, why + " within " + options.lookupDeadline()));
    }
  }

  private void complete(OpenLookup lookup, PeerLookup answer) {
    if (settle(lookup)) {
      lookup.answered(answer);
    }
    beginWaiting();
  }

  private void fail(OpenLookup lookup, LookupException failure) {
    if (settle(lookup)) {
      lookup.failed(failure);
    }
    beginWaiting();
  }

  /** The same, of a failure that is the control plane's. */
  private void failedByControlPlane(OpenLookup lookup, LookupException failure) {
    if (settle(lookup)) {
      signs.failed(lookup.asking.key(), failure, time.nanoTime());
      lookup.failed(failure);
    }
    beginWaiting();
  }

  /** The caller cancels it. */
  private void givenUp(OpenLookup lookup) {
    settle(lookup);
    beginWaiting();
  }

  /**
   * Frees what a lookup holds, before anybody hears of its end. True for the one caller that may
   * then complete it.
   */
  private boolean settle(OpenLookup lookup) {
    synchronized (this) {
      if (lookup.state == OpenLookup.State.ENDED) {
        return false;
      }
      lanes.leave(lookup, OpenLookup.State.ENDED);
    }
    open.remove(lookup);
    lookup.release();
    return true;
  }

  /**
   * Whether the latest lookup that ended was answered, and one was answered so short a time ago.
   */
  public boolean answeredWithin(Duration age) {
    return signs.answeredWithin(age, time.nanoTime());
  }

  /** How many lookups in the background are done at a time. */
  public int backgroundPlaces() {
    return lanes.backgroundPlaces();
  }

  /** Whether the latest lookup that ended was answered at all; true before there was one. */
  public boolean reachable() {
    return signs.state() != ControlPlaneState.UNREACHABLE;
  }

  /** What lookups have shown of the control plane. */
  public ControlPlaneState controlPlane() {
    return signs.state();
  }

  /** Lookups that the source was asked to do. */
  public long asked() {
    return asked.sum();
  }

  /** How often the control plane wanted to be asked later. */
  public long postponed() {
    return postponed.sum();
  }

  /** How many lookups are begun in a second at most, as found out; 0 without a limit. */
  public synchronized double pace() {
    return pace.limit();
  }

  /** Lookups that the source is doing now. */
  public synchronized int inFlight() {
    return lanes.inFlight();
  }

  /** Lookups that wait for their turn. */
  public synchronized int waiting() {
    return lanes.waiting();
  }

  /** Lookups that have not ended. */
  int unended() {
    return open.size();
  }

  /** Fails every lookup, now and from now on. */
  @Override
  public void close() {
    Scheduler.Cancellable timer;
    synchronized (this) {
      closed = true;
      timer = paced;
    }
    if (timer != null) {
      timer.cancel();
    }
    open.forEach(lookup -> fail(lookup, LookupFailures.closed(lookup)));
  }
}
