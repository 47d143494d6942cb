package io.jitpeers.spi;

/**
 * Why a packet was completed as it was, in more detail than its {@link PacketOutcome}. The
 * orchestrator's reasons are the constants of {@code io.jitpeers.event.Outcome}. Immutable and
 * thread-safe.
 */
public interface PacketReason {

  /** {@return a short name for counters and logs, in lower case with underscores} */
  String label();

  /** {@return what it means, a sentence without a full stop at its end; no secrets} */
  String sentence();
}
