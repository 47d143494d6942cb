package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Since when clients are expected to complete a handshake. Guarded by the hot set's lock. */
final class UnconfirmedPeers {
  // The oldest first.
  private final Map<PublicKey, Long> expectedSince = new LinkedHashMap<>();

  /** Expects a client's; one that is expected already keeps its time. */
  void expect(PublicKey key, long now) {
    expectedSince.putIfAbsent(key, now);
  }

  /** Expects a client's no longer. */
  void forget(PublicKey key) {
    expectedSince.remove(key);
  }

  void clear() {
    expectedSince.clear();
  }

  /**
   * Returns the keys that have been expected for so long; so many at the most, the oldest first.
   */
  List<PublicKey> overdue(long now, Duration age, int most) {
    List<PublicKey> overdue = new ArrayList<>();
    for (Map.Entry<PublicKey, Long> entry : expectedSince.entrySet()) {
      if (overdue.size() >= most || now - entry.getValue() < age.toNanos()) {
        break;
      }
      overdue.add(entry.getKey());
    }
    return overdue;
  }
}
