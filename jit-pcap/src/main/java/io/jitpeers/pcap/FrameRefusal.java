package io.jitpeers.pcap;

/** The reason why a captured frame was not delivered. */
public enum FrameRefusal {
  /** Fewer bytes of the frame were captured than its headers declare. */
  TRUNCATED,
  /**
   * The protocol is not IP, or the version in the IP header contradicts the link header. PPPoE
   * discovery and the control packets of a PPPoE session are refused for this reason too.
   */
  NOT_IP,
  /** The frame has more than four VLAN tags. Known networks use at most three. */
  TOO_MANY_TAGS,
  /** The length fields of the IP header contradict each other. */
  MALFORMED_IP,
  /** The packet is a fragment of a larger IP packet. */
  FRAGMENT,
  /** The protocol is not UDP, or UDP comes after a header that cannot be skipped. */
  NOT_UDP,
  /**
   * The length field of the UDP header exceeds the packet, or is less than the length of a UDP
   * header.
   */
  MALFORMED_UDP,
  /** The UDP datagram is addressed to a port that is not watched. */
  OTHER_PORT,
  /** The UDP payload does not have the length or the message type of an initiation. */
  NOT_AN_INITIATION,
  /**
   * The UDP payload does not have the minimum length or the message type of transport data, or the
   * datagram's source port is 0. Counted only in captures of transport data.
   */
  NOT_TRANSPORT_DATA,
  /** The source itself has reinjected the datagram, so the capture sees it a second time. */
  REINJECTED
}
