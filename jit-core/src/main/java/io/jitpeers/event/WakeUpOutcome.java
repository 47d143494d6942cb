package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a packet that an {@link io.jitpeers.wakeup.OutboundSource} delivered. Every packet
 * ends in exactly one of these outcomes, and there is a counter for each.
 */
public enum WakeUpOutcome {
  /** A resident peer holds its destination: the data plane delivers it. */
  RESIDENT,
  /** No remembered peer has an allowed IP that contains its destination. */
  UNKNOWN,
  /** Its peer was woken a short time ago, and has not confirmed since. */
  PAUSED,
  /** More peers are to be woken than the rate permits. */
  RATE_LIMITED,
  /** Its peer was already being provisioned, for an initiation or for another packet. */
  JOINED,
  /** Too many peers are pending or resident. */
  AT_CAPACITY,
  /**
   * The control plane no longer knows the peer, its config is refused, or no endpoint of the peer
   * is known.
   */
  REFUSED,
  /** The control plane or the store could not be used, or the orchestrator was closed. */
  FAILED,
  /** The peer was installed with its last known endpoint. */
  WOKEN;

  /** {@return the name that counters and metrics use, the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
