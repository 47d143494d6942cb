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
   * The packet is garbage, forged, a replay, or of an unknown peer; or its peer was installed and
   * its client is to be answered in another way than by this packet. Watching sources do nothing;
   * holding sources drop it.
   */
  REJECTED,
  /**
   * Nobody knows what the packet is: it came over a limit, and so was not opened, or its peer was
   * not looked for. Watching sources do nothing; holding sources let the packet pass, for it may be
   * of a peer that is resident, whose session must not end because somebody else sends junk. Its
   * MAC1 was right. The data plane judges it by itself, and needs a protection of its own against
   * floods, as WireGuard has (cookies under load, whitepaper section 5.3).
   */
  NOT_EXAMINED,
  /**
   * The control plane or the store could not be used. Watching sources do nothing; holding sources
   * let the packet pass: the data plane ignores it, and the client retries.
   */
  FAILED
}
