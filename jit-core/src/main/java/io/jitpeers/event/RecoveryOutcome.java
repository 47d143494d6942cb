package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a transport data packet from a client whose peer is not on the device. A packet
 * from a resident peer, which is on the device, has no outcome.
 */
public enum RecoveryOutcome {
  /** The peer was installed, and a handshake was initiated. */
  RECOVERED,
  /** The peer had been installed in the meantime, or was already being provisioned. */
  RESIDENT,
  /** The packet's source address is not the endpoint of any known peer. */
  UNKNOWN,
  /**
   * The peer was recovered only a short time ago ({@code recovery.pause}), so it is not recovered
   * again yet.
   */
  PAUSED,
  /**
   * The peer is not recovered, because there are more recoveries than the rate limit {@code
   * recovery.rate} permits.
   */
  RATE_LIMITED,
  /** Too many peers are being provisioned or are resident. */
  AT_CAPACITY,
  /** The control plane no longer knows the peer, or the peer's config is not acceptable. */
  REFUSED,
  /** The control plane or the peer store failed; the log contains the cause. */
  FAILED;

  /** {@return the name that counters and metrics use: the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
