package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The peers that are expected to complete a handshake, and since when. Guarded by the hot set's
 * lock.
 */
final class UnconfirmedPeers {
  // Ordered from the oldest to the newest.
  private final Map<PublicKey, Long> expectedSince = new LinkedHashMap<>();

  /**
   * Expects a peer to complete a handshake. If a handshake is already expected, the earlier time
   * stays.
   */
  void expect(PublicKey key, long now) {
    expectedSince.putIfAbsent(key, now);
  }

  /** Stops expecting a peer to complete a handshake. */
  void forget(PublicKey key) {
    expectedSince.remove(key);
  }

  void clear() {
    expectedSince.clear();
  }

  /**
   * Returns the keys of peers whose handshake has been expected for at least {@code age}, at most
   * {@code most} of them, the oldest first.
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
