package io.jitpeers.options;

/**
 * Ways to check initiations for replays while the fleet's engine does not answer. The engine is the
 * database server through which the fleet's gateways share the timestamps of initiations.
 */
public enum UnreachableFleet {
  /**
   * Each gateway checks initiations with its own replay memory only. All clients are served. Until
   * the engine answers again, an attacker can replay an initiation that one gateway has accepted.
   * Each other gateway accepts the replay once, unless that gateway remembers a newer timestamp for
   * the client's static key. An accepted replay sets the peer's endpoint to the attacker's address.
   * It also ends the peer's session at that gateway until the client initiates again. The attacker
   * still cannot read or send anything inside the tunnel.
   */
  LOCAL("local"),
  /**
   * An initiation is ignored if its peer is not resident (installed on the device). The client then
   * tries again every five seconds. No replay is accepted, but no peer can be provisioned either.
   * Resident peers are not affected.
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
