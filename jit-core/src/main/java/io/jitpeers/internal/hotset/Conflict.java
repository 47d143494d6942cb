package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;

/**
 * An allowed IP that another peer holds.
 *
 * @param wanted what was asked for
 * @param held what it overlaps
 * @param holder who holds that
 * @param foreign whether somebody else installed the holder
 */
public record Conflict(IpPrefix wanted, IpPrefix held, PublicKey holder, boolean foreign) {
  private static final String SETTING = "peer-config.nested-allowed-ips";

  /** A conflict with a peer that is not foreign. */
  public Conflict(IpPrefix wanted, IpPrefix held, PublicKey holder) {
    this(wanted, held, holder, false);
  }

  /** Whether both peers want the same prefix, of which a device has only one. */
  public boolean identical() {
    return wanted.equals(held);
  }

  /** A sentence that says why, and which setting permits it if one does. */
  public String reason() {
    String of =
        " of the resident peer " + holder + (foreign ? ", which somebody else installed" : "");
    if (identical()) {
      return "the allowed IP " + wanted + " is also one" + of + "; one peer only can have it";
    }
    String overlap = "the allowed IP " + wanted + " overlaps " + held + of + "; ";
    if (!foreign) {
      return overlap + SETTING + "=permit lets the longest match win";
    }
    return held.contains(wanted)
        ? overlap + SETTING + "=permit-inside-foreign lets the longest match win"
        : overlap + "no setting permits a prefix around such a peer's";
  }
}
