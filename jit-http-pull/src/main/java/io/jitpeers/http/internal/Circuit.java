package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.time.TimeSource;

/**
 * The states of a circuit breaker. Closed permits every request. Open permits none for a time.
 * Half-open permits a few probes: when all of them have ended, it closes, or opens again if too
 * many failed.
 *
 * <p>Each change of state begins a new term. A request belongs to the term in which it was
 * permitted. So a request that was sent before the circuit opened is not a probe, however late it
 * ends. Not thread-safe.
 */
final class Circuit {
  /**
   * The number of probes. It is not an option: more than one, so that a single answer does not
   * decide by chance, and few enough not to burden a control plane that has just recovered.
   */
  private static final int PROBES = 3;

  private final int failureRatePercent;
  private final long openNanos;
  private final TimeSource time;
  private final Runnable whenChanged;
  private BreakerState state = BreakerState.CLOSED;
  private long term;
  private long openedAt;
  private int permitted;
  private int ended;
  private int failed;

  /**
   * Creates a closed circuit.
   *
   * @param whenChanged called after each change of state
   */
  Circuit(CircuitBreakerOptions options, TimeSource time, Runnable whenChanged) {
    this.failureRatePercent = options.failureRatePercent();
    this.openNanos = options.openFor().toNanos();
    this.time = time;
    this.whenChanged = whenChanged;
  }

  BreakerState state() {
    return state;
  }

  /** Returns the number of the current term, to which a request permitted now belongs. */
  long term() {
    return term;
  }

  /** Returns how long ago it opened last, in nanoseconds; meaningless while it is closed. */
  long nanosSinceOpened() {
    return time.nanoTime() - openedAt;
  }

  /**
   * Returns whether a request may be sent now. Changes an open circuit to half-open when its
   * waiting period is over.
   */
  boolean permits() {
    if (state == BreakerState.OPEN && nanosSinceOpened() >= openNanos) {
      change(BreakerState.HALF_OPEN);
    }
    return switch (state) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> permitsProbe();
    };
  }

  private boolean permitsProbe() {
    boolean free = permitted < PROBES;
    permitted += free ? 1 : 0;
    return free;
  }

  /** Opens a closed circuit. */
  void open() {
    openedAt = time.nanoTime();
    change(BreakerState.OPEN);
  }

  /**
   * Ends a request without a result; if it was a probe, another probe is permitted in its place.
   */
  void withdraw(long itsTerm) {
    if (isProbe(itsTerm)) {
      permitted--;
    }
  }

  /** Ends a request with a result, which counts if the request was a probe. */
  void judge(long itsTerm, boolean success) {
    if (!isProbe(itsTerm)) {
      return;
    }
    ended++;
    failed += success ? 0 : 1;
    if (ended == PROBES) {
      if (100 * failed >= failureRatePercent * ended) {
        open();
      } else {
        change(BreakerState.CLOSED);
      }
    }
  }

  private boolean isProbe(long itsTerm) {
    return state == BreakerState.HALF_OPEN && itsTerm == term;
  }

  private void change(BreakerState next) {
    state = next;
    term++;
    permitted = 0;
    ended = 0;
    failed = 0;
    whenChanged.run();
  }
}
