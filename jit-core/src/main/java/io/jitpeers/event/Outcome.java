package io.jitpeers.event;

import io.jitpeers.spi.PacketOutcome;
import java.util.Locale;

/**
 * What became of a packet, in full. Every packet that a source delivers ends in exactly one of
 * these, and there is a counter for each. In the order of the pipeline's stages.
 *
 * <p>There may be more of them in a later version: a {@code switch} over them wants a default.
 */
public enum Outcome {
  /** Not 148 bytes long, or not message type 1 (whitepaper section 5.4.2). */
  NOT_AN_INITIATION(PacketOutcome.REJECTED),
  /** MAC1 does not match the device's public key. */
  BAD_MAC1(PacketOutcome.REJECTED),
  /** The same frame was seen a moment ago, as captures on several interfaces do. */
  DUPLICATE(PacketOutcome.REJECTED),
  /** Its source (IPv4 address or IPv6 /64, /56 or /48) sends more than it may. */
  SOURCE_RATE_LIMITED(PacketOutcome.NOT_EXAMINED),
  /** All sources together send more than the gateway will open. */
  GLOBAL_RATE_LIMITED(PacketOutcome.NOT_EXAMINED),
  /** The queue between capture and Diffie-Hellman was full. */
  QUEUE_FULL(PacketOutcome.NOT_EXAMINED),
  /** A key in it is a low-order point. */
  LOW_ORDER_POINT(PacketOutcome.REJECTED),
  /** The encrypted static key fails authentication. */
  BAD_STATIC(PacketOutcome.REJECTED),
  /** The encrypted timestamp fails authentication: its sender does not hold the key it claims. */
  BAD_TIMESTAMP(PacketOutcome.REJECTED),
  /** The initiator claims the device's own key, which the kernel ignores as a peer. */
  OWN_KEY(PacketOutcome.REJECTED),
  /** Its timestamp is not newer than the newest seen of this key. */
  REPLAYED(PacketOutcome.REJECTED),
  /** Whether it is a replay could not be told: the replay memory failed, or did not answer. */
  REPLAY_UNKNOWN(PacketOutcome.FAILED),
  /** The peer was on the device already. */
  ALREADY_RESIDENT(PacketOutcome.ALREADY_RESIDENT),
  /** A newer initiation of the same key took its place while the peer was being provisioned. */
  SUPERSEDED(PacketOutcome.REJECTED),
  /** Too many peers are being provisioned at once. */
  PENDING_FULL(PacketOutcome.NOT_EXAMINED),
  /** As many peers are resident as may be; the next sweep makes room. */
  AT_CAPACITY(PacketOutcome.NOT_EXAMINED),
  /** The control plane knows no such peer. */
  NOT_FOUND(PacketOutcome.REJECTED),
  /** The control plane knows the peer, and its config says that it has expired. */
  EXPIRED(PacketOutcome.REJECTED),
  /** The config breaks a rule: it is not for this key, or asks for addresses it may not have. */
  CONFIG_REFUSED(PacketOutcome.REJECTED),
  /** The peer was revoked while it was being provisioned. */
  REVOKED(PacketOutcome.REJECTED),
  /** The control plane did not answer in time. */
  LOOKUP_TIMEOUT(PacketOutcome.FAILED),
  /** The control plane could not be reached, or cannot answer now. */
  LOOKUP_UNAVAILABLE(PacketOutcome.FAILED),
  /** The control plane answered with something that is not a valid config for the key. */
  LOOKUP_REJECTED(PacketOutcome.FAILED),
  /** The store could not install the peer. */
  STORE_FAILED(PacketOutcome.FAILED),
  /** The orchestrator was closed first. */
  CLOSED(PacketOutcome.FAILED),
  /** Something in this library failed; the log has it. */
  INTERNAL_ERROR(PacketOutcome.FAILED),
  /**
   * The peer was installed. Its source is told so if the packet is to reach the data plane, else
   * {@link PacketOutcome#REJECTED}: {@link io.jitpeers.options.FirstPacketStrategy} says how its
   * client is answered.
   */
  INSTALLED(PacketOutcome.INSTALLED);

  private final PacketOutcome packetOutcome;

  Outcome(PacketOutcome packetOutcome) {
    this.packetOutcome = packetOutcome;
  }

  /** {@return what the packet's source is told, which is less than the outcome} */
  public PacketOutcome packetOutcome() {
    return packetOutcome;
  }

  /** {@return the name that counters and metrics use, the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
