package io.jitpeers.internal.lookup;

/** The priorities of lookups. */
public enum Lane {
  /**
   * For the lookup of a waiting client whose key the control plane once knew. Also for a lookup
   * about an installed peer, if a client waits for the answer, or if another lookup found that the
   * peer no longer exists, has expired or has a config that is refused. The lookups in this lane go
   * first.
   */
  KNOWN,
  /**
   * For the lookup of a waiting client whose key is unknown. The client may be new, or an attacker
   * may have generated the key. Attackers can generate many keys. Therefore only a limited number
   * of these lookups may wait, and only a limited number may be in flight.
   */
  STRANGER,
  /**
   * For all lookups that belong neither to {@link #KNOWN} nor to {@link #STRANGER}. No client waits
   * for their answers. Only a limited number of these lookups may be in flight.
   */
  BACKGROUND
}
