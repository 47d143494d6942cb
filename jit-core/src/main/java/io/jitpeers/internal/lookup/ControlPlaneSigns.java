package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lookups have shown of the control plane. Thread-safe. */
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
      // A bad answer shows neither: it may be one bad config, or a stranger in between. Nor does a
      // source that did not ask, as behind its own circuit breaker.
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
