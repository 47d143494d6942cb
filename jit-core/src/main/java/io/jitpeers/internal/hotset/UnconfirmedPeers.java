package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tracks the peers that are expected to complete a handshake, and since when each handshake is
 * expected. Thread-safe; guarded by the hot set's lock.
 */
public final class UnconfirmedPeers {
  private final HotSet hotSet;
  // Ordered from the oldest to the newest.
  private final Map<PublicKey, Long> expectedSince = new LinkedHashMap<>();

  UnconfirmedPeers(HotSet hotSet) {
    this.hotSet = hotSet;
  }

  /**
   * Expects a resident peer to complete a handshake. Call this method after the install of a peer
   * that is to be removed unless it completes a handshake. If the peer's handshake is already
   * expected, the earlier start time stays in effect. Does nothing if the peer is not resident, or
   * if a listing has shown a handshake of the peer since the peer became resident.
   */
  public void expect(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      if (peer != null && !peer.isEstablished()) {
        expectedSince.putIfAbsent(peer.key, hotSet.now());
      }
    }
  }

  /**
   * Returns the resident peers whose handshake has been expected for at least {@code age} and has
   * appeared in no listing. Returns at most {@code most} peers. The handshakes that have been
   * expected for the longest time come first.
   */
  public List<PublicKey> overdue(Duration age, int most) {
    List<PublicKey> overdue = new ArrayList<>();
    synchronized (hotSet.lock) {
      long now = hotSet.now();
      for (Map.Entry<PublicKey, Long> entry : expectedSince.entrySet()) {
        if (overdue.size() >= most || now - entry.getValue() < age.toNanos()) {
          break;
        }
        overdue.add(entry.getKey());
      }
    }
    return overdue;
  }

  /** Stops expecting a peer to complete a handshake. The caller holds the hot set's lock. */
  void forget(PublicKey key) {
    expectedSince.remove(key);
  }

  /** Stops expecting any handshake. The caller holds the hot set's lock. */
  void clear() {
    expectedSince.clear();
  }
}
