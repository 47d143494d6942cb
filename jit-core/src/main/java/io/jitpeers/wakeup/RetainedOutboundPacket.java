package io.jitpeers.wakeup;

/** A packet that waits for its peer. Thread-safe. */
public interface RetainedOutboundPacket {

  /**
   * Returns whether the packet reaches the data plane again if it is completed as {@link
   * OutboundOutcome#WOKEN}: not if less of it was captured than there was.
   *
   * @return false if the data plane must be made to initiate without it
   */
  boolean canBeSentAgain();

  /**
   * Tells the source what became of the packet. Called exactly once, on any thread, possibly long
   * after delivery. It does not block for long.
   *
   * @param outcome what became of it
   * @throws IllegalStateException if the packet was completed already
   */
  void complete(OutboundOutcome outcome);
}
