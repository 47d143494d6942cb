package io.jitpeers.options;

import java.util.Locale;

/**
 * Rules for a peer with an allowed IP that lies inside an allowed IP of another resident peer, or
 * contains one. The data plane keeps both allowed IPs: cryptokey routing sends a packet to the peer
 * with the longest matching prefix. Identical prefixes are always refused, because the kernel would
 * silently move the prefix to the new peer.
 *
 * <p>Suppose that a prefix of peer A lies inside a prefix of peer B. While A is not resident,
 * packets for addresses in A's prefix go to B. An {@link io.jitpeers.wakeup.OutboundSource}
 * installs A again when such packets arrive.
 *
 * <p>A foreign peer is one that another program installed. An allowed IP that contains an allowed
 * IP of a foreign peer is always refused. If it were accepted and the foreign peer were then
 * removed, the foreign addresses would go to the new peer without their owner's consent. A peer
 * found at start-up is foreign until it is adopted.
 */
public enum NestedAllowedIps {
  /** Every overlap with another peer is refused. */
  REFUSE,
  /**
   * An allowed IP may lie inside an allowed IP of a foreign peer, such as a default route that an
   * operator has set. Overlaps with all other peers are refused.
   */
  PERMIT_INSIDE_FOREIGN,
  /**
   * An allowed IP may lie inside an allowed IP of any other peer, and may contain an allowed IP of
   * any peer that is not foreign. This suits a subnet router whose prefix contains another client's
   * address.
   */
  PERMIT;

  /** {@return the name in settings: the constant's name in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
