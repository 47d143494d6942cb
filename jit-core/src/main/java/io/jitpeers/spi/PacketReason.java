package io.jitpeers.spi;

/**
 * The reason for a packet's outcome, in more detail than {@link PacketOutcome}. The orchestrator's
 * reasons are the constants of {@code io.jitpeers.event.Outcome}. Immutable and thread-safe.
 */
public interface PacketReason {

  /** {@return a short name for counters and logs, in lower case with underscores} */
  String label();

  /**
   * {@return the meaning of the reason: a sentence without a full stop at its end and without
   * secrets}
   */
  String sentence();
}
