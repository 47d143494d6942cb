package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** When clients that nobody answers were last told of. Guarded by the hot set's lock. */
final class ReinstallThrottle {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<PublicKey, Long> last = new HashMap<>();

  /** Notes a complaint, unless there was one of this client's within the last minute. */
  boolean admit(PublicKey key, long now) {
    Long before = last.get(key);
    if (before != null && now - before < PAUSE_NANOS) {
      return false;
    }
    last.put(key, now);
    return true;
  }

  void forget(PublicKey key) {
    last.remove(key);
  }

  void clear() {
    last.clear();
  }
}
