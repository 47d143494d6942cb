package io.jitpeers.wakeup;

/** The outcome of a packet that waited for its peer, as far as its source needs to know it. */
public enum OutboundOutcome {
  /**
   * The peer was just installed. If the source can, it sends the packet into the interface again;
   * the data plane keeps the packet until the handshake completes.
   */
  WOKEN,
  /** The peer was not installed. The source does nothing. */
  NOT_WOKEN
}
