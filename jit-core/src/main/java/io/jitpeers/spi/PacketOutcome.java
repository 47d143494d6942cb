package io.jitpeers.spi;

/**
 * What became of a packet, as far as its source has to know. Sources that only watch (pcap) and
 * sources that hold the packet (nfqueue, an embedding gateway) act on it differently.
 */
public enum PacketOutcome {
  /**
   * The peer has just been installed, and this packet should reach the data plane now. Watching
   * sources reinject it; holding sources let it pass.
   */
  INSTALLED,
  /**
   * The peer was there already. Watching sources do nothing, for the data plane has seen the
   * packet; holding sources let it pass.
   */
  ALREADY_RESIDENT,
  /**
   * The packet is garbage, forged, a replay, of an unknown peer, or over a limit; or its peer was
   * installed and its client is to be answered in another way than by this packet. Watching sources
   * do nothing; holding sources drop it.
   */
  REJECTED,
  /**
   * The control plane or the store could not be used. Watching sources do nothing; holding sources
   * let the packet pass: the data plane ignores it, and the client retries.
   */
  FAILED
}
