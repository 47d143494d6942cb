package io.jitpeers.pcap;

/** Why a captured frame was not delivered. */
public enum FrameRefusal {
  /** Less of the frame was captured than its headers say there is. */
  TRUNCATED,
  /**
   * Another protocol than IP, or another version of IP than the header before it says. In PPPoE:
   * discovery, and what a session has besides IP, such as its own upkeep.
   */
  NOT_IP,
  /** More VLAN tags than anybody stacks: over four. */
  TOO_MANY_TAGS,
  /** An IP header whose lengths contradict each other. */
  MALFORMED_IP,
  /** A fragment of a larger IP packet. */
  FRAGMENT,
  /** Another protocol than UDP, or one behind a header that cannot be skipped. */
  NOT_UDP,
  /** A UDP datagram that is longer than its packet, or shorter than its header. */
  MALFORMED_UDP,
  /** A UDP datagram to a port that is not watched. */
  OTHER_PORT,
  /** A UDP datagram that does not look like an initiation, by its length or its type. */
  NOT_AN_INITIATION,
  /** A datagram that this source itself gave back to the kernel, seen again. */
  REINJECTED
}
