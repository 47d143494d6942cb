package io.jitpeers.event;

import java.util.Locale;

/**
 * The outcome of a packet that an {@link io.jitpeers.wakeup.OutboundSource} delivered. Every packet
 * ends in exactly one of these outcomes, and each outcome has a counter.
 */
public enum WakeUpOutcome {
  /**
   * A peer on the device has an allowed IP that contains the packet's destination address, so the
   * data plane delivers the packet.
   */
  RESIDENT,
  /**
   * No evicted peer that the gateway remembers has an allowed IP that contains the packet's
   * destination address.
   */
  UNKNOWN,
  /**
   * The packet's peer was woken a short time ago and has completed no handshake since. The peer is
   * therefore not woken again yet.
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
   * One of these conditions applies: the control plane no longer knows the peer, the peer was
   * revoked, the peer's config has expired, the peer's config violates a rule, or the peer's
   * endpoint is unknown.
   */
  REFUSED,
  /**
   * The control plane was unavailable, the peer store was unavailable, or the orchestrator was
   * closed.
   */
  FAILED,
  /** The peer was installed with its last known endpoint. */
  WOKEN;

  /** {@return the name that counters and metrics use: the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
