package io.jitpeers.spi;

/**
 * The outcome of a packet, as reported to the packet's source. There are two kinds of sources. A
 * source such as pcap sees only a copy of each packet. A source such as nfqueue, or a gateway that
 * embeds this library, holds each packet and decides whether the packet goes on to the data plane.
 */
public enum PacketOutcome {
  /**
   * The peer was just installed, and this packet should reach the data plane now. A source that
   * sees only copies (pcap) reinjects the packet. A source that holds packets (nfqueue) lets the
   * packet pass.
   */
  INSTALLED,
  /**
   * The peer was already installed. A source that sees only copies (pcap) does nothing, because the
   * data plane has seen the packet. A source that holds packets (nfqueue) lets the packet pass.
   */
  ALREADY_RESIDENT,
  /**
   * The packet is not to reach the data plane, for example because it is garbage, forged or a
   * replay, or because its peer is unknown. A packet is also rejected if its peer was just
   * installed, but the {@linkplain io.jitpeers.options.FirstPacketStrategy strategy for first
   * packets} that was chosen for the packet is not {@code REPLAY}. Only {@code REPLAY} returns the
   * packet to the data plane. A source that sees only copies (pcap) does nothing. A source that
   * holds packets (nfqueue) drops the packet.
   */
  REJECTED,
  /**
   * The packet's MAC1 is valid, but a limit was exceeded. The limit may apply before the packet is
   * opened, before its peer is looked up, or before its peer is installed. A source that sees only
   * copies (pcap) does nothing. A source that holds packets (nfqueue) lets the packet pass, because
   * the packet may come from a peer that is on the device. The session of such a peer must survive
   * a flood from another sender. The data plane itself decides whether to answer the packet. The
   * data plane therefore needs its own protection against floods, such as WireGuard's cookies under
   * load (whitepaper section 5.3).
   */
  NOT_EXAMINED,
  /**
   * The packet could not be processed, for example because the control plane or the store was
   * unavailable. A source that sees only copies (pcap) does nothing. A source that holds packets
   * (nfqueue) lets the packet pass. If the peer is not on the device, the data plane ignores the
   * packet, and the client retries.
   */
  FAILED
}
