package io.jitpeers.options;

import java.util.Locale;

/**
 * Ways to treat peers that are found on the device but that this gateway does not recognize as its
 * own. A gateway with a state directory remembers which peers it installed. After a restart it
 * recognizes these peers at once, whatever this option says.
 */
public enum FoundPeers {
  /** Found peers stay foreign: the gateway does not look them up and does not change them. */
  OURS_ONLY,
  /**
   * Found peers that the control plane knows are adopted: the gateway keeps their configs up to
   * date and can evict them. All other found peers are foreign.
   */
  ADOPT,
  /**
   * Found peers that the control plane knows are adopted. Unknown peers are removed after the
   * control plane has confirmed in two further lookups that it does not know them. Suitable only
   * for devices that no other program manages.
   */
  REMOVE_UNKNOWN;

  /** {@return the name in settings: the constant's name in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
