package io.jitpeers.wakeup;

/** What became of a packet that waited for its peer, as far as its source has to know. */
public enum OutboundOutcome {
  /**
   * The peer has just been installed. The source sends the packet into the interface again, if it
   * can; the data plane keeps it until the handshake is done.
   */
  WOKEN,
  /** The peer is not there. The source does nothing. */
  NOT_WOKEN
}
