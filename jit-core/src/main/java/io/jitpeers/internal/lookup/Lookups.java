package io.jitpeers.internal.lookup;

import io.jitpeers.internal.common.Causes;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane, so many at a time, each within a deadline that its waiting counts
 * towards. Lookups in the background begin when no other waits, take no more than a quarter of the
 * places, and leave one free for the next, unless there is only one place. Thread-safe.
 */
public final class Lookups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lookups.class);
  private static final Duration LEAST = Duration.ofMillis(1);

  /** A quarter: when the control plane is slow, first packets still find most places free. */
  private static final int BACKGROUND_SHARE = 4;

  private final PeerConfigSource source;
  private final Scheduler scheduler;
  private final TimeSource time;
  private final ProvisioningOptions options;
  private final Deque<Lookup> waiting = new ArrayDeque<>();
  private final Deque<Lookup> waitingInBackground = new ArrayDeque<>();
  private final AtomicInteger work = new AtomicInteger();
  private final LongAdder asked = new LongAdder();
  private final Set<Lookup> open = ConcurrentHashMap.newKeySet();
  private int inFlight;
  private int inBackground;
  private volatile boolean closed;
  private volatile boolean reachable = true;
  private volatile boolean answered;
  private volatile long answeredAt;

  public Lookups(
      PeerConfigSource source, Scheduler scheduler, TimeSource time, ProvisioningOptions options) {
    this.source = source;
    this.scheduler = scheduler;
    this.time = time;
    this.options = options;
  }

  /**
   * Asks for one key. The future completes with the answer, or exceptionally with a {@link
   * LookupException}. Cancelling it gives up and cancels the source's own work.
   */
  public CompletableFuture<PeerLookup> lookup(PublicKey key) {
    return lookup(key, null);
  }

  /** The same, of which an answer with a validator is remembered. */
  public CompletableFuture<PeerLookup> lookup(PublicKey key, @Nullable String validator) {
    return begin(new Lookup(key, validator, waiting, time.nanoTime()));
  }

  /** The same, for what is in no hurry: a first packet never waits behind it for its turn. */
  public CompletableFuture<PeerLookup> lookupInBackground(PublicKey key) {
    return lookupInBackground(key, null);
  }

  /** The same, of which an answer with a validator is remembered. */
  public CompletableFuture<PeerLookup> lookupInBackground(
      PublicKey key, @Nullable String validator) {
    return begin(new Lookup(key, validator, waitingInBackground, time.nanoTime()));
  }

  /**
   * Whether the latest lookup that ended was answered, and one was answered so short a time ago.
   */
  public boolean answeredWithin(Duration age) {
    return reachable && answered && time.nanoTime() - answeredAt <= age.toNanos();
  }

  private CompletableFuture<PeerLookup> begin(Lookup lookup) {
    Scheduler.Cancellable deadline = scheduler.schedule(lookup::expire, options.lookupDeadline());
    open.add(lookup);
    synchronized (this) {
      lookup.queue.add(lookup);
    }
    // Only now: a lookup that has ended already then finds itself among the waiting, and leaves.
    var unused =
        lookup.result.whenComplete(
            (answer, failure) -> {
              deadline.cancel();
              ended(lookup);
            });
    beginWaiting();
    if (closed) {
      lookup.closed();
    }
    return lookup.result;
  }

  /** How many lookups in the background are done at a time. */
  public int backgroundPlaces() {
    return Math.max(1, options.maxLookupsInFlight() / BACKGROUND_SHARE);
  }

  /** Whether the latest lookup that ended was answered at all. */
  public boolean reachable() {
    return reachable;
  }

  /** Lookups that the source was asked to do. */
  public long asked() {
    return asked.sum();
  }

  /** Lookups that the source is doing now. */
  public synchronized int inFlight() {
    return inFlight;
  }

  /** Lookups that wait for their turn. */
  public synchronized int waiting() {
    return waiting.size() + waitingInBackground.size();
  }

  /** Fails every lookup, now and from now on. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Lookup::closed);
  }

  private void ended(Lookup lookup) {
    open.remove(lookup);
    synchronized (this) {
      if (lookup.counted) {
        inFlight--;
        inBackground -= lookup.isUrgent() ? 0 : 1;
      } else {
        lookup.queue.remove(lookup);
      }
    }
    beginWaiting();
  }

  /**
   * Begins lookups while there are places. A loop with one runner, not a recursion: a source that
   * fails at once would otherwise nest as deeply as the queue is long.
   */
  private void beginWaiting() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (Lookup next = takeWaiting(); next != null; next = takeWaiting()) {
        next.begin();
      }
      seen = work.addAndGet(-seen);
    }
  }

  private synchronized @Nullable Lookup takeWaiting() {
    int free = options.maxLookupsInFlight() - inFlight;
    if (free <= 0) {
      return null;
    }
    Lookup next = waiting.poll();
    if (next == null
        && inBackground < backgroundPlaces()
        && (free > 1 || options.maxLookupsInFlight() == 1)) {
      next = waitingInBackground.poll();
    }
    if (next != null) {
      next.counted = true;
      inFlight++;
      inBackground += next.isUrgent() ? 0 : 1;
    }
    return next;
  }

  private void settled(PublicKey key, LookupException failure) {
    if (failure.reason() != LookupException.Reason.REJECTED && failure.wasAsked()) {
      // A bad answer shows neither: it may be one bad config, or a stranger in between. Nor does a
      // source that did not ask, as behind its own circuit breaker.
      reachable = false;
    }
    log.debug("looking up {} failed", key, failure);
  }

  /** One question on its way. */
  private final class Lookup {
    private final PublicKey key;
    private final @Nullable String validator;
    private final Deque<Lookup> queue;
    private final long askedAt;
    private final CompletableFuture<PeerLookup> result = new CompletableFuture<>();
    // Guarded by the enclosing object: whether it holds one of the places in flight.
    private boolean counted;
    private volatile boolean begun;

    Lookup(PublicKey key, @Nullable String validator, Deque<Lookup> queue, long askedAt) {
      this.key = key;
      this.validator = validator;
      this.queue = queue;
      this.askedAt = askedAt;
    }

    boolean isUrgent() {
      return queue == waiting;
    }

    /** With what is left of the time; the deadline ends what has none left. */
    private PeerQuery query() {
      Duration left = options.lookupDeadline().minusNanos(time.nanoTime() - askedAt);
      return PeerQuery.builder(key)
          .validator(validator)
          .timeout(left.compareTo(LEAST) < 0 ? LEAST : left)
          .urgency(isUrgent() ? Urgency.FIRST_PACKET : Urgency.BACKGROUND)
          .build();
    }

    void begin() {
      if (result.isDone()) {
        return;
      }
      begun = true;
      asked.increment();
      CompletableFuture<PeerLookup> answer = ask();
      var unused =
          result.whenComplete(
              (ignored, failure) -> {
                if (result.isCancelled() || failure != null) {
                  answer.cancel(true);
                }
              });
      var unusedToo = answer.whenComplete(this::answered);
    }

    private CompletableFuture<PeerLookup> ask() {
      try {
        return source.lookup(query()).toCompletableFuture();
      } catch (RuntimeException | Error e) {
        log.error("the config source threw instead of failing its answer", e);
        return CompletableFuture.failedFuture(e);
      }
    }

    private void answered(@Nullable PeerLookup answer, @Nullable Throwable failure) {
      if (failure == null && answer != null) {
        answeredAt = time.nanoTime();
        answered = true;
        reachable = true;
        result.complete(answer);
        return;
      }
      LookupException reason = asLookupException(failure);
      if (!result.isDone()) {
        settled(key, reason);
        result.completeExceptionally(reason);
      }
    }

    private LookupException asLookupException(@Nullable Throwable failure) {
      Throwable cause = failure == null ? null : Causes.cause(failure);
      if (cause instanceof LookupException known) {
        return known;
      }
      return new LookupException(
          LookupException.Reason.UNAVAILABLE, "look up " + key + ": " + cause, cause);
    }

    void closed() {
      result.completeExceptionally(
          new LookupException(
              LookupException.Reason.UNAVAILABLE, "look up " + key + ": closed meanwhile"));
    }

    void expire() {
      LookupException failure =
          new LookupException(
              LookupException.Reason.TIMEOUT,
              "look up " + key + ": no answer within " + options.lookupDeadline());
      if (result.completeExceptionally(failure) && begun) {
        // One that never had its turn says nothing about the control plane.
        settled(key, failure);
      }
    }
  }
}
