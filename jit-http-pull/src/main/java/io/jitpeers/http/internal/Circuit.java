package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.time.TimeSource;

/**
 * The states of a circuit breaker. A closed circuit permits every request. An open circuit permits
 * none for a time. A half-open circuit permits a few requests as probes. When all probes have
 * ended, the circuit opens again if too many of them failed, and closes otherwise.
 *
 * <p>Each change of state begins a new term. A request belongs to the term in which it was
 * permitted. So a request that was sent before the circuit opened is not a probe, however late it
 * ends. Not thread-safe.
 */
final class Circuit {
  /**
   * The number of probes in the half-open state. It is not an option. There is more than one probe,
   * because the result of a single probe may be chance. There are only a few, because the control
   * plane may have just recovered.
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

  /**
   * Returns the number of the current term, which began at the latest change of state. A request
   * that is permitted now belongs to this term.
   */
  long term() {
    return term;
  }

  /**
   * Returns how long ago the circuit last opened, in nanoseconds; meaningless while the circuit is
   * closed.
   */
  long nanosSinceOpened() {
    return time.nanoTime() - openedAt;
  }

  /**
   * Returns whether a request may be sent now. Makes an open circuit half-open when its waiting
   * period is over.
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

  /** Opens a closed or half-open circuit. */
  void open() {
    openedAt = time.nanoTime();
    change(BreakerState.OPEN);
  }

  /**
   * Ends a request without a result. If the request was a probe, another probe is permitted in its
   * place.
   */
  void withdraw(long itsTerm) {
    if (isProbe(itsTerm)) {
      permitted--;
    }
  }

  /** Ends a request with a result. The result counts only if the request was a probe. */
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
