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
   * A filter that accepts no frame. It depends on the frame's length, because libpcap refuses a
   * filter whose result is the same for every frame.
   */
  static final String NONE = "less 0";

  private TransportFilter() {}

  /**
   * Returns the expression for a live capture. The kernel's packet log is not filtered, because a
   * firewall rule has selected its packets.
   *
   * @param operation the operation's name in error messages
   * @param linkType a {@code DLT_} number
   * @param ports the destination ports; if there are none, no frame is accepted
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
