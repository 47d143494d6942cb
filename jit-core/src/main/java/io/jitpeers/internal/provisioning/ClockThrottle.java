package io.jitpeers.internal.provisioning;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When each client whose clock fell back was last told of: at most once a minute, and so many
 * clients a minute. Thread-safe.
 */
final class ClockThrottle {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  // In the order of their times, so that those that are over are in front.
  private final Map<PublicKey, Long> last = new LinkedHashMap<>();

  ClockThrottle(int most) {
    this.most = most;
  }

  /** Admits an event of a client; returns false if there was one a moment ago. */
  synchronized boolean admit(PublicKey key, long now) {
    Iterator<Long> times = last.values().iterator();
    while (times.hasNext() && now - times.next() >= PAUSE_NANOS) {
      times.remove();
    }
    if (last.size() >= most || last.containsKey(key)) {
      return false;
    }
    last.put(key, now);
    return true;
  }
}
