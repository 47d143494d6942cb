package io.jitpeers.internal.lookup;

/** The priorities of lookups. */
public enum Lane {
  /**
   * For the lookup of a waiting client whose key the control plane once knew. Also for an urgent
   * lookup about an installed peer: a client waits for the answer, or an earlier answer has just
   * called the peer's config into question. The lookups in this lane go first.
   */
  KNOWN,
  /**
   * For the lookup of a waiting client whose key is unknown. The client may be new, or an attacker
   * may have generated the key. Attackers can generate many keys. Therefore only a limited number
   * of these lookups may wait, and only a limited number may be in flight.
   */
  STRANGER,
  /**
   * For all other lookups, which no client waits for. Only a limited number of these lookups may be
   * in flight.
   */
  BACKGROUND
}
