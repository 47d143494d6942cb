package io.jitpeers.wakeup;

/** A packet that waits for its peer to be installed. Thread-safe. */
public interface RetainedOutboundPacket {

  /**
   * Returns whether the source can send the packet to the data plane again. The source does so when
   * the packet is completed as {@link OutboundOutcome#WOKEN}. A packet that was captured only in
   * part cannot be sent again.
   *
   * @return false if the packet cannot be sent again. The orchestrator must then make the data
   *     plane initiate a handshake without the packet
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
