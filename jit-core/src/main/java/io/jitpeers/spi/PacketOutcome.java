package io.jitpeers.spi;

/**
 * The outcome of a packet, as reported to the packet's source. There are two kinds of sources. A
 * watching source (pcap) sees a copy of each packet. A holding source (nfqueue, an embedding
 * gateway) decides whether the packet itself goes on to the data plane.
 */
public enum PacketOutcome {
  /**
   * The peer was just installed, and this packet should reach the data plane now. Watching sources
   * reinject it; holding sources let it pass.
   */
  INSTALLED,
  /**
   * The peer was already installed. Watching sources do nothing, because the data plane has seen
   * the packet; holding sources let it pass.
   */
  ALREADY_RESIDENT,
  /**
   * The packet is garbage, forged, a replay, or from an unknown peer. This is also the outcome if
   * the peer was installed but this packet must not reach the data plane, because the client is
   * answered in another way. Watching sources do nothing; holding sources drop the packet.
   */
  REJECTED,
  /**
   * The packet's MAC1 is valid, but a limit was exceeded. Therefore the packet was not opened, or
   * its peer was not looked up or not installed. Watching sources do nothing. Holding sources let
   * the packet pass, because it may belong to a resident peer, whose session must survive a flood
   * from another sender. The data plane itself decides whether to answer the packet. The data plane
   * therefore needs its own protection against floods, as WireGuard has (cookies under load,
   * whitepaper section 5.3).
   */
  NOT_EXAMINED,
  /**
   * The control plane or the store was unavailable. Watching sources do nothing. Holding sources
   * let the packet pass: the data plane ignores it, and the client retries.
   */
  FAILED
}
