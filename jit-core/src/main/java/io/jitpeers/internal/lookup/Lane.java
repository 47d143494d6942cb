package io.jitpeers.internal.lookup;

/** The priorities of lookups. */
public enum Lane {
  /**
   * For a client that waits and whose key the control plane once knew. Also for a question about an
   * installed peer if a client waits for the answer. These lookups go first.
   */
  KNOWN,
  /**
   * For a client that waits and whose key is unknown. The client may be new, or the key may be one
   * of the many that an attacker can generate. Only a limited number of these lookups may wait, and
   * only a limited number may be in flight.
   */
  STRANGER,
  /**
   * For a question whose answer no client waits for. Only a limited number of these lookups may be
   * in flight.
   */
  BACKGROUND
}
