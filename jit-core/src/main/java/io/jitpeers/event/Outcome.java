package io.jitpeers.event;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketReason;
import java.util.Locale;

/**
 * The outcome of a packet, in detail. Every packet that a source delivers ends in exactly one of
 * these outcomes, and there is a counter for each. They are in the order of the pipeline's stages.
 * The packet's source also receives the outcome, as the reason.
 *
 * <p>Later versions may add outcomes, so a {@code switch} over them needs a default.
 */
public enum Outcome implements PacketReason {
  /** Not 148 bytes long, or not message type 1 (whitepaper section 5.4.2). */
  NOT_AN_INITIATION(PacketOutcome.REJECTED, "it is not a handshake initiation"),
  /** MAC1 does not match the device's public key. */
  BAD_MAC1(PacketOutcome.REJECTED, "its MAC1 does not match the device's public key"),
  /** The same frame was seen a moment ago, for example in a capture on another interface. */
  DUPLICATE(PacketOutcome.REJECTED, "the same frame was seen a moment ago"),
  /** Its source (IPv4 address or IPv6 /64, /56 or /48) exceeds its rate. */
  SOURCE_RATE_LIMITED(
      PacketOutcome.NOT_EXAMINED, "its source address sent more initiations than its rate permits"),
  /** All sources together exceed the global rate. */
  GLOBAL_RATE_LIMITED(
      PacketOutcome.NOT_EXAMINED,
      "all sources together sent more initiations than the global rate permits"),
  /** The queue between capture and Diffie-Hellman was full. */
  QUEUE_FULL(PacketOutcome.NOT_EXAMINED, "too many initiations waited to be opened"),
  /** A key in it is a low-order point. */
  LOW_ORDER_POINT(PacketOutcome.REJECTED, "a key in it is a low-order point"),
  /** The encrypted static key fails authentication. */
  BAD_STATIC(PacketOutcome.REJECTED, "its encrypted static key fails authentication"),
  /** The encrypted timestamp fails authentication: its sender does not hold the key it claims. */
  BAD_TIMESTAMP(
      PacketOutcome.REJECTED,
      "its encrypted timestamp fails authentication: the sender does not hold the key"),
  /** The initiator claims the device's own key, which the kernel ignores as a peer. */
  OWN_KEY(PacketOutcome.REJECTED, "the initiator claims the device's own key"),
  /** Its timestamp is not newer than the newest seen of this key. */
  REPLAYED(
      PacketOutcome.REJECTED, "its timestamp is not newer than the newest one seen of its key"),
  /** The replay memory failed or did not answer, so it is not known whether it is a replay. */
  REPLAY_UNKNOWN(PacketOutcome.FAILED, "the replay memory could not tell whether it is a replay"),
  /** The peer was on the device already. */
  ALREADY_RESIDENT(PacketOutcome.ALREADY_RESIDENT, "its peer is on the device"),
  /** A newer initiation of the same key took its place while the peer was being provisioned. */
  SUPERSEDED(PacketOutcome.REJECTED, "a newer initiation of the same key took its place"),
  /** Too many peers are being provisioned at once. */
  PENDING_FULL(PacketOutcome.NOT_EXAMINED, "too many peers are being provisioned"),
  /** The maximum number of peers is resident; the next sweep makes room. */
  AT_CAPACITY(PacketOutcome.NOT_EXAMINED, "as many peers are resident as may be"),
  /** The control plane knows no such peer. */
  NOT_FOUND(PacketOutcome.REJECTED, "the control plane knows no such peer"),
  /** The control plane knows the peer, and its config says that it has expired. */
  EXPIRED(PacketOutcome.REJECTED, "the peer's config has expired"),
  /** The config breaks a rule, for example because it has addresses that it may not have. */
  CONFIG_REFUSED(PacketOutcome.REJECTED, "the peer's config breaks a rule"),
  /** The peer was revoked while it was being provisioned. */
  REVOKED(PacketOutcome.REJECTED, "the peer was revoked"),
  /** The control plane did not answer in time. */
  LOOKUP_TIMEOUT(PacketOutcome.FAILED, "the control plane did not answer in time"),
  /** The control plane could not be reached, or cannot answer now. */
  LOOKUP_UNAVAILABLE(
      PacketOutcome.FAILED, "the control plane could not be reached or could not answer"),
  /** The control plane answered with something that is not a valid config for the key. */
  LOOKUP_REJECTED(
      PacketOutcome.FAILED, "the control plane's answer is not a valid config for the key"),
  /** The store could not install the peer. */
  STORE_FAILED(PacketOutcome.FAILED, "the store could not install the peer"),
  /** The orchestrator or the source was not running, or was closed first. */
  CLOSED(PacketOutcome.FAILED, "the orchestrator is closed, or was closed first"),
  /** An error in this library; the log has it. */
  INTERNAL_ERROR(PacketOutcome.FAILED, "something in this library failed; the log has it"),
  /**
   * The peer was installed. The packet's source receives {@link PacketOutcome#INSTALLED} if the
   * packet is to reach the data plane, and {@link PacketOutcome#REJECTED} otherwise: {@link
   * io.jitpeers.options.FirstPacketStrategy} decides how the client is answered.
   */
  INSTALLED(PacketOutcome.INSTALLED, "its peer was installed");

  private final PacketOutcome packetOutcome;
  private final String sentence;

  Outcome(PacketOutcome packetOutcome, String sentence) {
    this.packetOutcome = packetOutcome;
    this.sentence = sentence;
  }

  /** {@return the packet's outcome for its source, which distinguishes less} */
  public PacketOutcome packetOutcome() {
    return packetOutcome;
  }

  /** {@return the name that counters and metrics use, the constant's name in lower case} */
  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
