package io.jitpeers.options;

/**
 * Ways to check initiations for replays while the fleet's engine does not answer. The engine is the
 * database server through which the gateways share timestamps.
 */
public enum UnreachableFleet {
  /**
   * Each gateway checks initiations with its own replay memory only. All clients are served. Until
   * the engine answers again, an attacker can replay an initiation that one gateway has accepted.
   * Each other gateway accepts the recording once, unless that gateway remembers a newer timestamp
   * of the key. The recording ends the peer's session at that gateway until the client initiates
   * again, and moves the peer's endpoint to the attacker. The attacker still cannot read or send
   * anything inside the tunnel.
   */
  LOCAL("local"),
  /**
   * Initiations of peers that are not resident are ignored, and their clients try again every five
   * seconds. No recording is accepted, but no peer can be provisioned either. Resident peers are
   * not affected.
   */
  REFUSE("refuse");

  private final String label;

  UnreachableFleet(String label) {
    this.label = label;
  }

  /** {@return the name in settings, such as {@code local}} */
  public String label() {
    return label;
  }
}
