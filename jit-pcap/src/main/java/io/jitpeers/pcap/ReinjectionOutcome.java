package io.jitpeers.pcap;

/** What became of a datagram that was to be reinjected. Unless SENT, its client tries again. */
public enum ReinjectionOutcome {
  /** The kernel took it, to deliver it over loopback. */
  SENT,
  /** It was not sent: it does not look like an initiation. */
  NOT_AN_INITIATION,
  /**
   * It was not sent: source and destination are of different families, or the source is one that no
   * answer can reach, or an address of this machine's own while the capture is not on {@code lo}.
   * The kernel would have dropped such a datagram too when it came.
   */
  UNUSABLE_ADDRESS,
  /**
   * It was not sent: source or destination is an IPv6 link-local address. It means nothing without
   * its interface, and that is lost on the way over loopback, so the answer could not be routed.
   */
  LINK_LOCAL,
  /** It was not sent: its destination is not an address of this namespace, or not any more. */
  NOT_LOCAL,
  /**
   * It was not sent: the answer would have come from another local IPv4 address than the client
   * spoke to. WireGuard keeps that address only if the way back is by the interface that it heard
   * the client on, and for what is reinjected that is the loopback interface; else the routing
   * tables choose. A NAT drops such an answer, and a client that gets it goes on with the wrong
   * address. A gateway with several IPv4 addresses does better with an NFQUEUE.
   */
  OTHER_ANSWER_ADDRESS,
  /**
   * It was not sent: it is for a forwarded port, and the kernel's connection tracking knows no
   * translation of it. What would be sent would end at that port itself, and the kernel would take
   * it for the beginning of a connection that is not to be translated.
   */
  NOT_TRANSLATED,
  /** It was not sent: it is an IPv6 datagram, and the machine had no IPv6 at opening. */
  FAMILY_UNAVAILABLE,
  /** It was not sent: a system call failed. */
  FAILED,
  /** It was not sent: the reinjector is closed. */
  CLOSED
}
