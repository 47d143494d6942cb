package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;

/**
 * A wanted allowed IP that overlaps an allowed IP of another peer.
 *
 * @param wanted the wanted allowed IP
 * @param held the other peer's allowed IP, which {@code wanted} overlaps
 * @param holder the other peer
 * @param foreign whether another program installed the holder
 */
public record Conflict(IpPrefix wanted, IpPrefix held, PublicKey holder, boolean foreign) {
  private static final String SETTING = "peer-config.nested-allowed-ips";

  /** Creates a conflict with a peer that is not foreign. */
  public Conflict(IpPrefix wanted, IpPrefix held, PublicKey holder) {
    this(wanted, held, holder, false);
  }

  /**
   * Returns whether the wanted prefix equals the held prefix. No setting permits equal prefixes,
   * because a device assigns each prefix to at most one peer.
   */
  public boolean identical() {
    return wanted.equals(held);
  }

  /**
   * Returns a sentence that states the reason for the conflict. If a setting can permit the
   * overlap, the sentence names the setting.
   */
  public String reason() {
    String of =
        " of the resident peer " + holder + (foreign ? ", which another program installed" : "");
    if (identical()) {
      return "the allowed IP "
          + wanted
          + " is also an allowed IP"
          + of
          + "; only one peer can have it";
    }
    String overlap = "the allowed IP " + wanted + " overlaps " + held + of + "; ";
    if (!foreign) {
      return overlap + SETTING + "=permit lets the longest match win";
    }
    return held.contains(wanted)
        ? overlap + SETTING + "=permit-inside-foreign lets the longest match win"
        : overlap + "no setting permits a prefix that contains a foreign one";
  }
}
