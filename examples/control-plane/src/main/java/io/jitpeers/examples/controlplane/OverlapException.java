package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.io.Serial;

/**
 * Reports that an allowed IP overlaps an allowed IP of another peer. The message names that peer.
 */
final class OverlapException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param identical whether the other peer has the identical prefix, which no option permits
   */
  OverlapException(IpPrefix prefix, PublicKey other, boolean identical) {
    super(
        "the allowed IP "
            + prefix
            + " overlaps one of the peer "
            + other
            + (identical ? "" : "; " + NestingOption.NAME + " permits that"));
  }
}
