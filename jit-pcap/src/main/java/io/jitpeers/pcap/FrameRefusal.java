package io.jitpeers.pcap;

/** Why a captured frame was not delivered. */
public enum FrameRefusal {
  /** The captured part is shorter than the frame's headers declare. */
  TRUNCATED,
  /**
   * The protocol is not IP, or the IP version differs from the one in the link header. In PPPoE
   * this includes discovery and the session's own control packets.
   */
  NOT_IP,
  /** There are more than four VLAN tags, which is more than real networks stack. */
  TOO_MANY_TAGS,
  /** The lengths in the IP header contradict each other. */
  MALFORMED_IP,
  /** The packet is a fragment of a larger IP packet. */
  FRAGMENT,
  /** The protocol is not UDP, or UDP comes after a header that cannot be skipped. */
  NOT_UDP,
  /** The UDP datagram is longer than its packet, or shorter than its header. */
  MALFORMED_UDP,
  /** The UDP datagram is addressed to a port that is not watched. */
  OTHER_PORT,
  /** The UDP datagram does not look like an initiation, by its length or its type. */
  NOT_AN_INITIATION,
  /** This source reinjected the datagram itself, and the capture sees it again. */
  REINJECTED
}
