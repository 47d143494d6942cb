package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.frame.LinkType;

/** The filter for outbound packets that may be addressed to an evicted peer. */
public final class OutboundFilter {
  /**
   * Excludes multicast and broadcast (224.0.0.0/3, ff00::/8) and link-local addresses
   * (169.254.0.0/16, fe80::/10). A packet to such an address does not cause a peer to be installed.
   */
  static final String DESTINATIONS =
      "((ip and ip[16] < 224 and ip[16:2] != 0xa9fe)"
          + " or (ip6 and ip6[24] != 0xff and ip6[24:2] & 0xffc0 != 0xfe80))";

  private OutboundFilter() {}

  /**
   * Returns the expression for a live capture.
   *
   * @param operation the operation's name in error messages
   * @param linkType a {@code DLT_} number
   * @throws PcapException if the frames are not bare IP packets, which means that the interface is
   *     not a WireGuard interface
   */
  public static String expression(String operation, int linkType) throws PcapException {
    var unused = requireRaw(operation, linkType);
    return "outbound and " + DESTINATIONS;
  }

  /** Returns the link type. Throws if its frames are not bare IP packets. */
  static LinkType requireRaw(String operation, int linkType) throws PcapException {
    return LinkType.ofDlt(linkType)
        .filter(type -> type == LinkType.RAW)
        .orElseThrow(
            () ->
                new PcapException(
                    operation,
                    0,
                    "its link type " + linkType + " is not that of bare IP packets",
                    "name the WireGuard interface",
                    null));
  }
}
