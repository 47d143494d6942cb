package io.jitpeers.internal.lookup;

/** The priorities of lookups. */
public enum Lane {
  /**
   * For a waiting client whose key the control plane once knew. Also for a question about an
   * installed peer if a client waits for the answer. These lookups go first.
   */
  KNOWN,
  /**
   * For a waiting client with an unknown key. The client may be new, or the key may be one of the
   * many that an attacker can generate. These lookups get a bounded share of the lookups in flight
   * and of the waiting room.
   */
  STRANGER,
  /**
   * For a question whose answer no client waits for. These lookups get a bounded share of the
   * lookups in flight.
   */
  BACKGROUND
}
