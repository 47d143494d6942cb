package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits repeated installs of a peer whose client seems to get no answer from the device. Guarded
 * by the hot set's lock.
 */
final class ReinstallThrottle {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Map<PublicKey, Long> last = new HashMap<>();

  /**
   * Returns whether to install a peer again now; false if this method returned true for the same
   * peer within the last minute.
   */
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
