package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks from the results of lookups whether the control plane can be reached. Thread-safe. */
final class ControlPlaneSigns {
  private static final Logger log = LoggerFactory.getLogger(Lookups.class);

  private volatile boolean reachable = true;
  private volatile boolean answered;
  private volatile long answeredAt;

  void answered(long now) {
    answeredAt = now;
    answered = true;
    reachable = true;
  }

  void failed(PublicKey key, LookupException failure) {
    if (failure.reason() != LookupException.Reason.REJECTED && failure.wasAsked()) {
      // A rejected answer says nothing about reachability: one config may be bad, or a third party
      // may have answered. Nor does a source that did not ask, for example because its circuit
      // breaker is open.
      reachable = false;
    }
    log.debug("looking up {} failed", key, failure);
  }

  boolean reachable() {
    return reachable;
  }

  boolean answeredWithin(Duration age, long now) {
    return reachable && answered && now - answeredAt <= age.toNanos();
  }
}
