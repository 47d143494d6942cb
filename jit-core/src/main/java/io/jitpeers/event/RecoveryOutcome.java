package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a packet of transport data whose sender's peer is not resident. Packets of
 * resident peers have no outcome.
 */
public enum RecoveryOutcome {
  /** The peer was installed, and a handshake was initiated. */
  RECOVERED,
  /** The peer had been installed in the meantime. */
  RESIDENT,
  /** No known peer has the packet's source address as its endpoint. */
  UNKNOWN,
  /**
   * The peer was recovered only a short time ago ({@code recovery.pause}), so it is not recovered
   * again yet.
   */
  PAUSED,
  /**
   * The peer is not recovered, because there are more recoveries than the rate permits ({@code
   * recovery.rate}).
   */
  RATE_LIMITED,
  /** Too many peers are being provisioned or are resident. */
  AT_CAPACITY,
  /** The control plane no longer knows the peer, or the peer's config is not acceptable. */
  REFUSED,
  /** The control plane or the store failed; the log contains the cause. */
  FAILED;

  /** {@return the name that counters and metrics use, the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
