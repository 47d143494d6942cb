package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Derives from the results of lookups whether the control plane can be reached. Logs when the
 * control plane becomes unreachable and when it answers again. Writes each message at most once a
 * minute, so that a flapping control plane does not fill the log. Thread-safe.
 */
final class ControlPlaneSigns {
  private static final Logger log = LoggerFactory.getLogger(Lookups.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private volatile ControlPlaneState state = ControlPlaneState.NOT_ASKED;
  private volatile long answeredAt;
  private volatile boolean answered;
  // This field and the fields below are written under this object's lock.
  private volatile boolean lossTold;
  private boolean anyTold;
  private long toldAt;
  private long lostAt;
  private int untold;
  // The field untold counts the losses that were not logged. This field is true if the current loss
  // is one of them.
  private boolean currentUntold;

  void answered(long now) {
    answeredAt = now;
    answered = true;
    ControlPlaneState before = state;
    state = ControlPlaneState.REACHABLE;
    if (before != ControlPlaneState.REACHABLE || lossTold) {
      found(now);
    }
  }

  void failed(PublicKey key, LookupException failure, long now) {
    if (failure.reason() != LookupException.Reason.REJECTED && failure.wasAsked()) {
      // A rejected answer says nothing about reachability: one config may be bad, or a third party
      // may have answered. A config source that did not ask says nothing either, for example
      // because its circuit breaker is open.
      ControlPlaneState before = state;
      state = ControlPlaneState.UNREACHABLE;
      if (before != ControlPlaneState.UNREACHABLE || !lossTold) {
        lost(before, failure, now);
      }
    }
    log.debug("looking up {} failed", key, failure);
  }

  private synchronized void lost(ControlPlaneState before, LookupException failure, long now) {
    boolean begins = before != ControlPlaneState.UNREACHABLE;
    if (begins) {
      lostAt = now;
      currentUntold = false;
    }
    if (lossTold) {
      return;
    }
    if (anyTold && now - toldAt < QUIET_NANOS) {
      untold += begins ? 1 : 0;
      currentUntold |= begins;
      return;
    }
    anyTold = true;
    lossTold = true;
    toldAt = now;
    log.warn(
        "the control plane is lost: {}: {}; resident peers stay, new ones need a cached config{}",
        failure.reason(),
        failure.getMessage(),
        note());
  }

  private synchronized void found(long now) {
    if (lossTold) {
      lossTold = false;
      log.info(
          "the control plane answers again, {} after it was lost",
          Duration.ofNanos(now - lostAt).truncatedTo(ChronoUnit.MILLIS));
    }
  }

  private String note() {
    int others = untold - (currentUntold ? 1 : 0);
    untold = 0;
    currentUntold = false;
    return others == 0 ? "" : " (it was lost " + others + " more times in between)";
  }

  ControlPlaneState state() {
    return state;
  }

  boolean answeredWithin(Duration age, long now) {
    return state == ControlPlaneState.REACHABLE && answered && now - answeredAt <= age.toNanos();
  }
}
