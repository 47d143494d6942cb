package io.jitpeers.internal.lookup;

import io.jitpeers.internal.common.Deadlines;
import io.jitpeers.internal.explain.OutcomeMemory;
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
 * Asks the control plane about peers. Bounds the number of concurrent lookups. Each lookup has a
 * deadline that includes its waiting time. {@link LookupTurns} decides when each lookup begins. A
 * lookup that can no longer be answered in time is not begun. If the control plane asks for a retry
 * later ({@link LookupException#retryAfter}), the lookup is repeated if its deadline permits. If
 * the control plane does so for several keys, the {@link Pace} slows down. Thread-safe.
 */
public final class Lookups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lookups.class);

  private final PeerConfigSource source;
  private final Scheduler scheduler;
  private final TimeSource time;
  private final ProvisioningOptions options;
  private final Set<Thread> beginning = ConcurrentHashMap.newKeySet();
  private final LongAdder asked = new LongAdder();
  private final LongAdder postponed = new LongAdder();
  private final FailureLog failures;
  private final Set<OpenLookup> open = ConcurrentHashMap.newKeySet();
  private final Deadlines deadlines;
  private final Tickets knownTickets;
  private final Tickets strangerTickets;
  private final ControlPlaneSigns signs = new ControlPlaneSigns();
  private final LookupTurns turns;
  private final OutcomeMemory outcomes;
  private volatile boolean closed;

  public Lookups(
      PeerConfigSource source, Scheduler scheduler, TimeSource time, ProvisioningOptions options) {
    this(source, scheduler, time, options, new OutcomeMemory());
  }

  /** Creates an instance that records the control plane's answers in {@code outcomes}. */
  public Lookups(
      PeerConfigSource source,
      Scheduler scheduler,
      TimeSource time,
      ProvisioningOptions options,
      OutcomeMemory outcomes) {
    this.outcomes = outcomes;
    this.source = source;
    this.scheduler = scheduler;
    this.time = time;
    this.options = options;
    this.failures = new FailureLog(log, time);
    this.deadlines = new Deadlines(scheduler, time, options.lookupDeadline());
    this.turns = new LookupTurns(options, scheduler, time, this::beginWaiting);
    this.knownTickets = new Tickets(time);
    this.strangerTickets = new Tickets(time);
  }

  /**
   * Looks up a key in the lane {@link Lane#KNOWN}, the lane for keys that the control plane once
   * knew. The future completes with the answer, or exceptionally with a {@link LookupException}. If
   * too many other lookups came first, so that the control plane was not asked or was asked too
   * late, the exception is a {@link NotAskedException}. Cancelling the future ends the lookup and
   * cancels the config source's work.
   */
  public CompletableFuture<PeerLookup> lookup(PublicKey key) {
    return lookup(key, null);
  }

  /**
   * Like {@link #lookup(PublicKey)}, for a key whose answer is cached. If the cached answer still
   * holds, the lookup may return {@link PeerLookup#notModified}.
   *
   * @param validator identifies the cached answer, for example by an HTTP entity tag; null if there
   *     is none
   */
  public CompletableFuture<PeerLookup> lookup(PublicKey key, @Nullable String validator) {
    return lookup(Asking.of(key, validator, Lane.KNOWN));
  }

  /** Like {@link #lookup(PublicKey)}, but in the lane {@link Lane#BACKGROUND}. */
  public CompletableFuture<PeerLookup> lookupInBackground(PublicKey key) {
    return lookupInBackground(key, null);
  }

  /** Like {@link #lookup(PublicKey, String)}, but in the lane {@link Lane#BACKGROUND}. */
  public CompletableFuture<PeerLookup> lookupInBackground(
      PublicKey key, @Nullable String validator) {
    return lookup(Asking.of(key, validator, Lane.BACKGROUND));
  }

  /** Asks the given question; otherwise like {@link #lookup(PublicKey)}. */
  public CompletableFuture<PeerLookup> lookup(Asking asking) {
    Tickets tickets = asking.lane() == Lane.STRANGER ? strangerTickets : knownTickets;
    OpenLookup lookup =
        new OpenLookup(asking, time.nanoTime(), tickets, turns.number(), this::givenUp, failures);
    open.add(lookup);
    try {
      lookup.expires(deadlines.add(() -> expire(lookup)));
    } catch (RuntimeException | Error e) {
      cannotBegin(lookup, e);
    }
    if (closed) {
      fail(lookup, LookupFailures.closed(lookup));
    }
    await(lookup);
    return lookup.result;
  }

  /** Queues a lookup unless it has ended. */
  private void await(OpenLookup lookup) {
    OpenLookup displaced = turns.add(lookup);
    if (displaced != null) {
      fail(displaced, LookupFailures.notAsked(displaced, "too many lookups wait"));
    }
    beginWaiting();
  }

  /**
   * Begins lookups while places are free. Loops instead of calling itself: if the config source
   * failed at once in every call, a recursion would become as deep as the queue is long. Each
   * thread runs its own loop, so a call of the config source that hangs blocks only its own thread.
   */
  private void beginWaiting() {
    if (!beginning.add(Thread.currentThread())) {
      return; // The loop further up this stack continues.
    }
    try {
      for (OpenLookup next = turns.next(); next != null; next = turns.next()) {
        beginOrFail(next);
      }
    } finally {
      beginning.remove(Thread.currentThread());
    }
  }

  /** Begins a lookup. A failure ends only this lookup. */
  private void beginOrFail(OpenLookup next) {
    try {
      begin(next);
    } catch (RuntimeException | Error e) {
      cannotBegin(next, e);
    }
  }

  private void cannotBegin(OpenLookup lookup, Throwable why) {
    failures.record("a lookup could not begin", why);
    fail(lookup, LookupFailures.of(lookup, why));
  }

  private void begin(OpenLookup lookup) {
    long left = turns.begin(lookup);
    if (left == LookupTurns.NOT_WANTED) {
      return;
    }
    if (left == 0) {
      String why = "it waited so long that too little time is left for an answer";
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
      turns.answered(lookup, now);
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

  /** Repeats the lookup after the requested time, or fails it if too little time then remains. */
  private void postpone(OpenLookup lookup, LookupException reason, Duration wait, long now) {
    LookupTurns.Postponement postponement = turns.postpone(lookup, wait, now);
    if (postponement == LookupTurns.Postponement.NOT_WANTED) {
      return;
    }
    postponed.increment();
    if (postponement == LookupTurns.Postponement.WAITS) {
      lookup.retries(scheduler.schedule(() -> await(lookup), wait));
      beginWaiting();
    } else {
      if (settle(lookup)) {
        remember(lookup, reason);
        lookup.failed(reason);
      }
      beginWaiting();
    }
  }

  /** Ends a lookup whose deadline has passed. */
  private void expire(OpenLookup lookup) {
    LookupTurns.Expiry expiry = turns.expire(lookup);
    if (expiry == LookupTurns.Expiry.UNANSWERED) {
      LookupException late =
          new LookupException(
              LookupException.Reason.TIMEOUT,
              lookup.what() + "no answer within " + options.lookupDeadline());
      failedByControlPlane(lookup, late);
    } else {
      // The control plane is not the cause, so its reachability does not change.
      String why =
          expiry == LookupTurns.Expiry.BEGAN_LATE
              ? "it began late and was not answered"
              : "its turn did not come";
      fail(lookup, LookupFailures.notAsked(lookup, why + " within " + options.lookupDeadline()));
    }
  }

  private void complete(OpenLookup lookup, PeerLookup answer) {
    if (settle(lookup)) {
      Asking asking = lookup.asking;
      outcomes.answered(asking.key(), asking.isAwaited(), asking.isOfKnownKey(), answer);
      lookup.answered(answer);
    }
    beginWaiting();
  }

  /** Fails a lookup for a reason that says nothing about the control plane. */
  private void fail(OpenLookup lookup, LookupException failure) {
    if (settle(lookup)) {
      lookup.failed(failure);
    }
    beginWaiting();
  }

  /**
   * Remembers a failure as the control plane's latest answer. Keeps the previous answer if the
   * control plane was not asked, or if lookups are cancelled because this instance is closed.
   */
  private void remember(OpenLookup lookup, LookupException failure) {
    if (failure.wasAsked() && !closed) {
      Asking asking = lookup.asking;
      outcomes.failed(asking.key(), asking.isAwaited(), asking.isOfKnownKey(), failure);
    }
  }

  /**
   * Fails a lookup because the control plane failed. The failure can change the result of {@link
   * #reachable}.
   */
  private void failedByControlPlane(OpenLookup lookup, LookupException failure) {
    if (settle(lookup)) {
      signs.failed(lookup.asking.key(), failure, time.nanoTime());
      remember(lookup, failure);
      lookup.failed(failure);
    }
    beginWaiting();
  }

  /** Ends a lookup that its caller cancels. */
  private void givenUp(OpenLookup lookup) {
    settle(lookup);
    beginWaiting();
  }

  /**
   * Ends a lookup before its future completes: frees its place, and cancels its timers and the
   * config source's work. Returns true only to the first caller, which may then complete the
   * future.
   */
  private boolean settle(OpenLookup lookup) {
    if (!turns.end(lookup)) {
      return false;
    }
    open.remove(lookup);
    lookup.release();
    return true;
  }

  /**
   * Returns whether {@link #controlPlane} is {@link ControlPlaneState#REACHABLE} and the control
   * plane's latest answer arrived at most {@code age} ago.
   */
  public boolean answeredWithin(Duration age) {
    return signs.answeredWithin(age, time.nanoTime());
  }

  /** Returns the maximum number of background lookups in flight. */
  public int backgroundPlaces() {
    return turns.backgroundPlaces();
  }

  /**
   * Returns false if {@link #controlPlane} is {@link ControlPlaneState#UNREACHABLE}, otherwise
   * true. The result is therefore true before the first lookup has ended.
   */
  public boolean reachable() {
    return signs.state() != ControlPlaneState.UNREACHABLE;
  }

  /** Returns the state of the control plane, as derived from the results of lookups. */
  public ControlPlaneState controlPlane() {
    return signs.state();
  }

  /** Returns the number of lookups that were passed to the config source. */
  public long asked() {
    return asked.sum();
  }

  /** Returns how often the control plane asked this gateway to repeat a lookup later. */
  public long postponed() {
    return postponed.sum();
  }

  /** Returns the current limit on new lookups per second; 0 if no limit applies. */
  public double pace() {
    return turns.pace();
  }

  /** Returns the number of lookups in flight. */
  public int inFlight() {
    return turns.inFlight();
  }

  /** Returns the number of lookups that wait for a place. */
  public int waiting() {
    return turns.waiting();
  }

  /** Sets the timer of the deadlines if an earlier attempt to set it failed. */
  public void arm() {
    deadlines.arm();
  }

  /** Returns the number of deadlines that are set for lookups. */
  int deadlines() {
    return deadlines.size();
  }

  /** Returns the number of lookups that have not ended. */
  int unended() {
    return open.size();
  }

  /** Fails every open lookup and every later lookup. */
  @Override
  public void close() {
    closed = true;
    turns.close();
    deadlines.close();
    open.forEach(lookup -> fail(lookup, LookupFailures.closed(lookup)));
  }
}
