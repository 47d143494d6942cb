package io.jitpeers.wakeup;

/** A packet that waits for its peer to be installed. Thread-safe. */
public interface RetainedOutboundPacket {

  /**
   * Returns whether the packet reaches the data plane again when it is completed as {@link
   * OutboundOutcome#WOKEN}. A packet of which only a part was captured cannot be sent again.
   *
   * @return false if the data plane must be made to initiate a handshake without the packet
   */
  boolean canBeSentAgain();

  /**
   * Reports the packet's outcome to the source. Called exactly once, on any thread, possibly long
   * after the delivery. Does not block for long.
   *
   * @param outcome the outcome
   * @throws IllegalStateException if the packet is already completed
   */
  void complete(OutboundOutcome outcome);
}
