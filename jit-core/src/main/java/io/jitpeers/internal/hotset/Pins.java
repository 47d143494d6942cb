package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PublicKey;
import java.util.HashSet;
import java.util.Set;

/**
 * The pinned keys. Sweeps do not evict the peers of these keys. The peer of a pinned key need not
 * be resident. Thread-safe.
 */
public final class Pins {
  private final Object lock;
  private final Set<PublicKey> keys = new HashSet<>();

  Pins(Object lock) {
    this.lock = lock;
  }

  /** Returns whether a key is pinned. */
  public boolean contains(PublicKey key) {
    synchronized (lock) {
      return keys.contains(key);
    }
  }

  /** Pins a key. */
  public void add(PublicKey key) {
    synchronized (lock) {
      keys.add(key);
    }
  }

  /** Unpins a key; does nothing if it is not pinned. */
  public void remove(PublicKey key) {
    synchronized (lock) {
      keys.remove(key);
    }
  }
}
