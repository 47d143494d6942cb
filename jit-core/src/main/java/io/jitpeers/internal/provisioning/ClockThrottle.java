package io.jitpeers.internal.provisioning;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the reports of clients whose clocks fell back, that is, whose timestamps became older.
 * Each client is reported at most once a minute, and only a bounded number of clients is reported
 * per minute. Thread-safe.
 */
final class ClockThrottle {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  // The entries are in the order of the report times, so that expired entries come first.
  private final Map<PublicKey, Long> last = new LinkedHashMap<>();

  ClockThrottle(int most) {
    this.most = most;
  }

  /**
   * Returns whether to report a client now. Returns false if this client, or too many other
   * clients, were reported within the last minute.
   */
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
