package io.jitpeers.options;

import java.util.Locale;

/**
 * Rules for nested allowed IPs. An allowed IP of a new peer is nested if it lies inside an allowed
 * IP of another peer on the device, or contains one. The data plane keeps both allowed IPs:
 * cryptokey routing sends a packet to the peer with the longest matching prefix. Identical prefixes
 * are always refused, because the kernel would silently move the prefix to the new peer.
 *
 * <p>Suppose that a prefix of peer A lies inside a prefix of peer B. While A is not on the device,
 * packets for addresses in A's prefix go to B. An {@link io.jitpeers.wakeup.OutboundSource}
 * installs A again when such packets arrive.
 *
 * <p>A foreign peer is one that another program installed. An allowed IP that contains an allowed
 * IP of a foreign peer is always refused. Otherwise, after a removal of the foreign peer, packets
 * for the foreign peer's addresses would go to the new peer without the consent of the other
 * program. A peer that the gateway finds on the device at start-up is foreign until it is
 * {@linkplain FoundPeers adopted}.
 */
public enum NestedAllowedIps {
  /** Every overlap with another peer is refused. */
  REFUSE,
  /**
   * An allowed IP may lie inside an allowed IP of a foreign peer (a peer that another program
   * installed). For example, the allowed IP may lie inside a default route that an operator has
   * set. Overlaps with all other peers are refused.
   */
  PERMIT_INSIDE_FOREIGN,
  /**
   * An allowed IP may lie inside an allowed IP of any other peer. It may also contain an allowed IP
   * of any other peer, unless that peer is foreign (installed by another program). This rule suits
   * a subnet router whose prefix contains another client's address.
   */
  PERMIT;

  /** {@return the name in settings: the constant's name in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
