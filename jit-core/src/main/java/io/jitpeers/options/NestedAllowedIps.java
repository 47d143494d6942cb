package io.jitpeers.options;

import java.util.Locale;

/**
 * Whether a peer may be installed whose allowed IP lies inside or around one of another resident
 * peer. The data plane keeps both: cryptokey routing gives a packet to the peer with the longest
 * prefix that the address is in. Identical prefixes are refused whatever the rule is, because the
 * kernel would silently move such a one to the new peer.
 *
 * <p>While a peer whose prefix lies inside another's is not resident, packets for its addresses go
 * to the peer around it. An {@link io.jitpeers.wakeup.OutboundSource} brings it back.
 *
 * <p>An allowed IP around one of a foreign peer, that is, one that somebody else installed, is
 * refused whatever the rule is: nobody has asked its owner, and as soon as it is removed its
 * addresses would be the new peer's. A peer found at start-up is foreign until it is adopted.
 */
public enum NestedAllowedIps {
  /** Every overlap with another peer is refused. */
  REFUSE,
  /**
   * An allowed IP may lie inside one of a foreign peer, such as a default route that an operator
   * has set. Overlaps with the other peers are refused.
   */
  PERMIT_INSIDE_FOREIGN,
  /**
   * An allowed IP may lie inside one of any other peer, and around one of any that is not foreign:
   * a subnet router with exceptions.
   */
  PERMIT;

  /** {@return the name that settings use, the constant's name in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
