package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The circuit breaker of one source, and what counts for it: a control plane that cannot be reached
 * always, an answer that failed once for each key in the window, so that it takes several, and
 * being asked to wait never. While it is half-open keys that were known before go first.
 * Thread-safe.
 */
public final class Fuse {
  private final CircuitBreaker breaker;
  private final Duration openFor;
  private final TimeSource time;
  private final KnownKeys known = new KnownKeys();
  private volatile long openedAt;
  // What follows is guarded by this object.
  private final RecentResults results;
  private int underWay;

  /**
   * Creates a closed one.
   *
   * @param breaker judges probes only; it is opened from here
   */
  Fuse(CircuitBreaker breaker, CircuitBreakerOptions options, TimeSource time) {
    this.breaker = breaker;
    this.openFor = options.openFor();
    this.time = time;
    this.results = new RecentResults(options);
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (isOpening(event.getStateTransition())) {
                openedAt = time.nanoTime();
              }
              forget();
            });
  }

  private synchronized void forget() {
    results.clear();
  }

  private static boolean isOpening(StateTransition transition) {
    return transition.getToState() == CircuitBreaker.State.OPEN;
  }

  /** Whether a query is about a peer that the control plane knew before. */
  boolean knows(PeerQuery query) {
    return known.knows(query);
  }

  /** Takes a permission, which is given back by {@link #release} or {@link #record}, once. */
  boolean tryAcquire(PeerQuery query) {
    boolean permitted = !mustLetKnownKeysGoFirst(query) && breaker.tryAcquirePermission();
    if (permitted) {
      begun();
    }
    return permitted;
  }

  private synchronized void begun() {
    underWay++;
  }

  private synchronized void ended() {
    underWay--;
  }

  /**
   * Strangers are many and their answers prove less, so the first probes are for known keys. If
   * none of those comes within another wait, a stranger's will do.
   */
  private boolean mustLetKnownKeysGoFirst(PeerQuery query) {
    return breaker.getState() != CircuitBreaker.State.CLOSED
        && known.any()
        && time.nanoTime() - openedAt < 2 * openFor.toNanos()
        && !known.knows(query);
  }

  /** Gives a permission back without a word about the control plane. */
  void release() {
    ended();
    breaker.releasePermission();
  }

  /** Gives a permission back with what became of the attempt. */
  void record(PeerQuery query, AttemptResult result) {
    if (result instanceof AttemptResult.Answered answered) {
      remember(query, answered.lookup());
    }
    Kind kind = result instanceof Failed failed ? failed.kind() : Kind.ANSWERED;
    switch (kind) {
      case ANSWERED, BUSY, ASKED_TOO_OFTEN -> {
        countAnswer();
        judgeProbe(true);
      }
      case UNREACHABLE -> {
        countFailure();
        judgeProbe(false);
      }
      case KEY -> {
        if (countFailureOf(query.key())) {
          judgeProbe(false);
        } else {
          breaker.releasePermission();
        }
      }
      case OURS, PUSHED_BACK -> release();
    }
  }

  private synchronized void countAnswer() {
    underWay--;
    results.answered(underWay);
    // With fewer under way fewer results are looked at, so the failures may be among these.
    openIfDown();
  }

  private synchronized void countFailure() {
    underWay--;
    results.failed(underWay);
    openIfDown();
  }

  /** Whether it counts: once for each key. */
  private synchronized boolean countFailureOf(PublicKey key) {
    underWay--;
    boolean counts = results.failed(key, underWay);
    openIfDown();
    return counts;
  }

  private synchronized void openIfDown() {
    if (breaker.getState() == CircuitBreaker.State.CLOSED && results.showThatItIsDown(underWay)) {
      breaker.transitionToOpenState();
    }
  }

  /** Says what became of a request to a breaker that is half-open; otherwise that means nothing. */
  private void judgeProbe(boolean success) {
    // How long it took is not looked at.
    breaker.onResult(0, TimeUnit.NANOSECONDS, success);
  }

  private void remember(PeerQuery query, PeerLookup answer) {
    if (answer instanceof PeerLookup.NotFound) {
      known.remove(query.key());
    } else {
      known.add(query.key());
    }
  }

  BreakerState state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
    };
  }
}
