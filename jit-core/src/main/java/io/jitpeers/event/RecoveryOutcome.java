package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a packet of transport data whose sender's peer is not resident. Packets of
 * resident peers have no outcome.
 */
public enum RecoveryOutcome {
  /** The peer was installed, and a handshake was initiated. */
  RECOVERED,
  /** The peer had been installed meanwhile. */
  RESIDENT,
  /** No peer is known to send from there. */
  UNKNOWN,
  /** The peer was installed because of data too recently ({@code recovery.pause}). */
  PAUSED,
  /** Too many peers were to be installed because of data ({@code recovery.rate}). */
  RATE_LIMITED,
  /** There was no room for the peer, among the pending or the resident ones. */
  AT_CAPACITY,
  /** The control plane does not know the peer any more, or its config is not acceptable. */
  REFUSED,
  /** The control plane or the store failed; the log says how. */
  FAILED;

  /** {@return the name that counters and metrics use, the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
