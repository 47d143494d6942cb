package io.jitpeers.wakeup;

/**
 * The outcome of an outbound packet that waited for its peer's installation. The outcome is
 * reported to the packet's source.
 */
public enum OutboundOutcome {
  /**
   * The peer was just installed. The source sends the packet into the interface again if it can.
   * The data plane keeps the packet until the handshake completes.
   */
  WOKEN,
  /** The peer was not installed. The source does nothing. */
  NOT_WOKEN
}
