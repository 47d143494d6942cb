package io.jitpeers.event;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketReason;
import java.util.Locale;

/**
 * The detailed outcome of a packet. Every packet that a source delivers ends in exactly one of
 * these outcomes, and each outcome has a counter. The constants are in the order of the pipeline's
 * stages. The packet's source receives the constant as the {@link PacketReason}.
 *
 * <p>Later versions may add outcomes, so a {@code switch} over outcomes needs a default.
 */
public enum Outcome implements PacketReason {
  /** The packet is not 148 bytes long, or is not of message type 1 (whitepaper section 5.4.2). */
  NOT_AN_INITIATION(PacketOutcome.REJECTED, "it is not a handshake initiation"),
  /** MAC1 does not match the device's public key. */
  BAD_MAC1(PacketOutcome.REJECTED, "its MAC1 does not match the device's public key"),
  /** The same frame was captured a moment ago, for example on another interface. */
  DUPLICATE(PacketOutcome.REJECTED, "the same frame was seen a moment ago"),
  /**
   * The packet's source address (an IPv4 address, or an IPv6 /64, /56 or /48 prefix) exceeds its
   * rate limit.
   */
  SOURCE_RATE_LIMITED(
      PacketOutcome.NOT_EXAMINED, "its source address sent more initiations than its rate permits"),
  /** All source addresses together exceed the global rate. */
  GLOBAL_RATE_LIMITED(
      PacketOutcome.NOT_EXAMINED,
      "all sources together sent more initiations than the global rate permits"),
  /** The queue between capture and Diffie-Hellman was full. */
  QUEUE_FULL(PacketOutcome.NOT_EXAMINED, "too many initiations waited to be opened"),
  /** The initiation's ephemeral or static key is a low-order point. */
  LOW_ORDER_POINT(PacketOutcome.REJECTED, "a key in it is a low-order point"),
  /** The encrypted static key fails authentication. */
  BAD_STATIC(PacketOutcome.REJECTED, "its encrypted static key fails authentication"),
  /**
   * The encrypted timestamp fails authentication: the sender claims a static key but does not have
   * the private key.
   */
  BAD_TIMESTAMP(
      PacketOutcome.REJECTED,
      "its encrypted timestamp fails authentication: the sender does not hold the key"),
  /**
   * The initiator claims the device's own key. The kernel ignores a request to add a peer with this
   * key.
   */
  OWN_KEY(PacketOutcome.REJECTED, "the initiator claims the device's own key"),
  /**
   * The initiation's timestamp is not newer than the newest timestamp that the gateway remembers
   * for the initiator's key.
   */
  REPLAYED(
      PacketOutcome.REJECTED, "its timestamp is not newer than the newest one of the same key"),
  /**
   * The replay memory, which remembers timestamps, failed or did not answer. It is therefore
   * unknown whether the initiation is a replay.
   */
  REPLAY_UNKNOWN(PacketOutcome.FAILED, "the replay memory could not tell whether it is a replay"),
  /** The peer was already on the device. */
  ALREADY_RESIDENT(PacketOutcome.ALREADY_RESIDENT, "its peer is on the device"),
  /**
   * While the peer was being provisioned, a newer initiation of the same key replaced this
   * initiation.
   */
  SUPERSEDED(PacketOutcome.REJECTED, "a newer initiation of the same key took its place"),
  /** Too many peers are being provisioned at once. */
  PENDING_FULL(PacketOutcome.NOT_EXAMINED, "too many peers are being provisioned"),
  /**
   * The number of resident peers has reached the maximum. The next eviction sweep runs earlier to
   * make room.
   */
  AT_CAPACITY(PacketOutcome.NOT_EXAMINED, "the limit of resident peers is reached"),
  /** The control plane does not know the peer. */
  NOT_FOUND(PacketOutcome.REJECTED, "the control plane knows no such peer"),
  /** The control plane knows the peer, but the expiry time in the peer's config has passed. */
  EXPIRED(PacketOutcome.REJECTED, "the peer's config has expired"),
  /**
   * The peer's config violates a rule, for example because the config contains an allowed IP that
   * is not permitted.
   */
  CONFIG_REFUSED(PacketOutcome.REJECTED, "the peer's config breaks a rule"),
  /** The peer was revoked while it was being provisioned. */
  REVOKED(PacketOutcome.REJECTED, "the peer was revoked"),
  /** The control plane did not answer in time. */
  LOOKUP_TIMEOUT(PacketOutcome.FAILED, "the control plane did not answer in time"),
  /** The control plane could not be reached, or answered that it cannot serve requests now. */
  LOOKUP_UNAVAILABLE(
      PacketOutcome.FAILED, "the control plane could not be reached or could not answer"),
  /** The control plane answered with something that is not a valid config for the peer's key. */
  LOOKUP_REJECTED(
      PacketOutcome.FAILED, "the control plane's answer is not a valid config for the key"),
  /** The peer store could not install the peer. */
  STORE_FAILED(PacketOutcome.FAILED, "the store could not install the peer"),
  /**
   * The orchestrator or the packet's source was not running, or was closed before the packet was
   * processed.
   */
  CLOSED(PacketOutcome.FAILED, "the orchestrator or the packet source is not running"),
  /** An error in this library; the log contains the error. */
  INTERNAL_ERROR(PacketOutcome.FAILED, "an error occurred in this library; see the log"),
  /**
   * The peer was installed. The packet's source receives {@link PacketOutcome#INSTALLED} if the
   * source is to return the packet to the data plane, and {@link PacketOutcome#REJECTED} otherwise.
   * The {@linkplain io.jitpeers.options.FirstPacketStrategy strategy for first packets} determines
   * whether the source is to return the packet.
   */
  INSTALLED(PacketOutcome.INSTALLED, "its peer was installed");

  private final PacketOutcome packetOutcome;
  private final String sentence;

  Outcome(PacketOutcome packetOutcome, String sentence) {
    this.packetOutcome = packetOutcome;
    this.sentence = sentence;
  }

  /** {@return the less detailed outcome that the packet's source receives} */
  public PacketOutcome packetOutcome() {
    return packetOutcome;
  }

  /** {@return the name that counters and metrics use: the constant's name in lower case} */
  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
