package io.jitpeers.options;

/** How initiations are judged while the fleet's engine does not answer. */
public enum UnreachableFleet {
  /**
   * Each gateway judges by its own memory. All clients are served. Until the engine answers again,
   * a recording of an initiation that one gateway has accepted is accepted once by each other
   * gateway that has no newer timestamp of the key. The recording ends the peer's session at that
   * gateway until its client initiates again, and moves the peer's endpoint to the sender, who
   * still cannot read or send anything inside the tunnel.
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
