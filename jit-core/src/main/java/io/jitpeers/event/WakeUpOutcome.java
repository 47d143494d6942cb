package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a packet that an {@link io.jitpeers.wakeup.OutboundSource} delivered. Every packet
 * ends in exactly one of these outcomes, and each outcome has a counter.
 */
public enum WakeUpOutcome {
  /**
   * A resident peer holds the packet's destination address, so the data plane delivers the packet.
   */
  RESIDENT,
  /** No remembered peer has an allowed IP that contains the packet's destination address. */
  UNKNOWN,
  /**
   * The packet's peer was woken a short time ago and has completed no handshake since, so it is not
   * woken again yet.
   */
  PAUSED,
  /** The packet's peer is not woken, because there are more wake-ups than the rate permits. */
  RATE_LIMITED,
  /**
   * The packet's peer was already being provisioned, because of an initiation or another outbound
   * packet.
   */
  JOINED,
  /** Too many peers are being provisioned or are resident. */
  AT_CAPACITY,
  /**
   * The control plane no longer knows the peer or revoked it, the peer's config has expired or
   * violates a rule, or the peer's endpoint is unknown.
   */
  REFUSED,
  /** The control plane or the store was unavailable, or the orchestrator was closed. */
  FAILED,
  /** The peer was installed with its last known endpoint. */
  WOKEN;

  /** {@return the constant's name in lower case, as counters and metrics use it} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
