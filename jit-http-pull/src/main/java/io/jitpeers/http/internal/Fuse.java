package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.TimeSource;
import java.util.Optional;

/**
 * The circuit breaker of one source. It also decides what counts as a failure. An unreachable
 * control plane always counts as a failure. A 5xx or a broken exchange may concern only the
 * requested key. The window of latest results therefore contains at most one such failure of each
 * key, so a single failing key cannot fill the window. A 408 or 429 counts as a success. A key is
 * known if the control plane has returned a config for it. While the breaker is half-open, requests
 * for known keys go first. Thread-safe.
 */
final class Fuse {
  private final long openNanos;
  private final KnownKeys known = new KnownKeys();
  // The lock of this object guards the following fields.
  private final Circuit circuit;
  private final RecentResults results;
  private int underWay;

  /** Creates a closed circuit breaker. */
  Fuse(CircuitBreakerOptions options, TimeSource time) {
    this.openNanos = options.openFor().toNanos();
    this.results = new RecentResults(options);
    this.circuit = new Circuit(options, time, results::clear);
  }

  /** Returns whether a query is about a known key. */
  boolean knows(PeerQuery query) {
    return known.knows(query);
  }

  /** Returns the permission for a request; empty while the circuit breaker permits none. */
  synchronized Optional<Permission> tryAcquire(PeerQuery query) {
    if (mustLetKnownKeysGoFirst(query) || !circuit.permits()) {
      return Optional.empty();
    }
    underWay++;
    return Optional.of(new Permission(query, circuit.term()));
  }

  /**
   * Returns whether a request must let requests about known keys go first. A key is known if the
   * control plane has returned a config for it. The first probes are for known keys, because
   * unknown keys are numerous and answers about them prove less about the state of the control
   * plane. When twice the waiting period has passed since the breaker opened, a probe may also be
   * for an unknown key.
   */
  private boolean mustLetKnownKeysGoFirst(PeerQuery query) {
    return circuit.state() != BreakerState.CLOSED
        && known.any()
        && circuit.nanosSinceOpened() < 2 * openNanos
        && !known.knows(query);
  }

  synchronized BreakerState state() {
    return circuit.state();
  }

  private void openIfDown() {
    if (circuit.state() == BreakerState.CLOSED && results.showThatItIsDown(underWay)) {
      circuit.open();
    }
  }

  /**
   * The permission for one request. The holder calls either {@link #release} or {@link #record},
   * exactly once.
   */
  final class Permission {
    private final PeerQuery query;
    private final long term;

    private Permission(PeerQuery query, long term) {
      this.query = query;
      this.term = term;
    }

    /** Ends the request without a result, so nothing is learned about the control plane. */
    void release() {
      synchronized (Fuse.this) {
        underWay--;
        circuit.withdraw(term);
      }
    }

    /** Ends the request with its result. */
    void record(AttemptResult result) {
      if (result instanceof AttemptResult.Answered answered) {
        remember(answered.lookup());
      }
      Kind kind = result instanceof Failed failed ? failed.kind() : Kind.ANSWERED;
      switch (kind) {
        case ANSWERED, BUSY, ASKED_TOO_OFTEN -> countAnswer();
        case UNREACHABLE -> countFailure();
        case KEY -> countFailureOfKey();
        case OURS, PUSHED_BACK -> release();
      }
    }

    private void remember(PeerLookup answer) {
      if (answer instanceof PeerLookup.NotFound) {
        known.remove(query.key());
      } else {
        known.add(query.key());
      }
    }

    private void countAnswer() {
      synchronized (Fuse.this) {
        underWay--;
        results.answered(underWay);
        // Fewer requests are under way now, so the window is smaller and fewer results are
        // required. The share of failures in the window may now reach the threshold.
        openIfDown();
        circuit.judge(term, true);
      }
    }

    private void countFailure() {
      synchronized (Fuse.this) {
        underWay--;
        results.failed(underWay);
        openIfDown();
        circuit.judge(term, false);
      }
    }

    /** Counts the failure, unless the latest results already contain a failure of the same key. */
    private void countFailureOfKey() {
      synchronized (Fuse.this) {
        underWay--;
        boolean counts = results.failed(query.key(), underWay);
        openIfDown();
        if (counts) {
          circuit.judge(term, false);
        } else {
          circuit.withdraw(term);
        }
      }
    }
  }
}
