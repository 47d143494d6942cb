package io.jitpeers.pcap.internal.transport;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.capture.LinkTypes;
import io.jitpeers.pcap.internal.filter.Message;
import io.jitpeers.pcap.internal.filter.MessageFilter;
import io.jitpeers.pcap.internal.frame.NflogDecoder;
import java.util.SortedSet;

/** The filter for transport data messages. */
public final class TransportFilter {
  /** A filter that accepts every frame. */
  static final String ALL = "";

  /**
   * A filter that accepts no frame, because no frame has the length 0. libpcap refuses a filter if
   * libpcap finds out that the filter accepts no frame. The condition here depends on the frame's
   * length, so libpcap cannot find this out.
   */
  static final String NONE = "less 0";

  private TransportFilter() {}

  /**
   * Returns the filter expression for a live capture. For a capture from the kernel's packet log
   * (NFLOG), the expression accepts every frame, because a firewall rule has selected the packets
   * in the log.
   *
   * @param operation the operation's name in error messages
   * @param linkType a {@code DLT_} number
   * @param ports the destination ports, not used for NFLOG; for other link types, no frame is
   *     accepted if there are no ports
   * @throws PcapException if the link type is not supported
   */
  public static String expression(String operation, int linkType, SortedSet<Integer> ports)
      throws PcapException {
    if (linkType == NflogDecoder.DLT) {
      return ALL;
    }
    return ports.isEmpty()
        ? NONE
        : MessageFilter.expression(
            Message.TRANSPORT_DATA,
            LinkTypes.require(operation, linkType),
            ports,
            /* live= */ true);
  }
}
