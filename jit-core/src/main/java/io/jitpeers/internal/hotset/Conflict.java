package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;

/**
 * An allowed IP that another peer holds.
 *
 * @param wanted what was asked for
 * @param held what it overlaps
 * @param holder who holds that
 */
public record Conflict(IpPrefix wanted, IpPrefix held, PublicKey holder) {
  /** Says what is wrong, for a person. */
  public String sentence() {
    return "the allowed IP " + wanted + " overlaps " + held + " of the resident peer " + holder;
  }
}
