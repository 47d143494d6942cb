package io.jitpeers.options;

import java.util.Locale;

/**
 * What becomes of peers that are found on the device and that the gateway does not know to be its
 * own. Those it knows to be its own, since it remembers what it installed before it was restarted,
 * are its own again at once, whatever this says.
 */
public enum FoundPeers {
  /** They belong to somebody else for ever: nothing is asked about them, and nothing changes. */
  OURS_ONLY,
  /**
   * Those that the control plane knows are adopted: they are kept to what it says, and can be
   * evicted. The others belong to somebody else.
   */
  ADOPT,
  /**
   * Those that the control plane knows are adopted, and those that it does not know are removed,
   * after it has said so twice more. For a device that is the gateway's alone.
   */
  REMOVE_UNKNOWN;

  /** {@return the name that settings use: in lower case, with hyphens} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
