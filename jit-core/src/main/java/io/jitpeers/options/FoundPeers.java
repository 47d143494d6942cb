package io.jitpeers.options;

import java.util.Locale;

/**
 * Ways to treat found peers. A found peer is a peer on the device that this gateway does not
 * recognize as its own. A gateway with a state directory remembers which peers it installed. After
 * a restart the gateway recognizes these peers at once, whatever this option says.
 */
public enum FoundPeers {
  /**
   * A found peer (a peer on the device that the gateway does not recognize) stays foreign: the
   * gateway does not look the peer up and does not change it.
   */
  OURS_ONLY,
  /**
   * A found peer (a peer on the device that the gateway does not recognize) is adopted if the
   * control plane knows the peer: the gateway keeps the peer's config up to date and can evict the
   * peer. All other found peers stay foreign: the gateway does not change them.
   */
  ADOPT,
  /**
   * A found peer (a peer on the device that the gateway does not recognize) is adopted if the
   * control plane knows the peer. If the control plane does not know the peer, and confirms this in
   * two further lookups, the peer is removed. This choice is suitable only for devices that no
   * other program manages.
   */
  REMOVE_UNKNOWN;

  /** {@return the name in settings: the constant's name in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
