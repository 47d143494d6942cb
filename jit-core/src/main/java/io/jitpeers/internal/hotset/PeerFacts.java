package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads from a hot set the facts that explain a peer's state. Thread-safe; no method has side
 * effects.
 */
public final class PeerFacts {
  private final HotSet hotSet;

  public PeerFacts(HotSet hotSet) {
    this.hotSet = hotSet;
  }

  /** Returns the allowed IPs that a peer has on the device; empty if it is not resident. */
  public List<IpPrefix> allowedIps(PublicKey key) {
    synchronized (hotSet.lock) {
      return List.of(hotSet.heldBy(key));
    }
  }

  /**
   * Returns the first conflict of the wanted allowed IPs with the allowed IPs of other peers.
   * Reserves nothing.
   */
  public Optional<Conflict> conflict(PublicKey key, Collection<IpPrefix> wanted) {
    synchronized (hotSet.lock) {
      for (IpPrefix prefix : wanted) {
        Optional<Conflict> conflict = hotSet.claims.conflict(key, prefix);
        if (conflict.isPresent()) {
          return conflict;
        }
      }
      return Optional.empty();
    }
  }
}
