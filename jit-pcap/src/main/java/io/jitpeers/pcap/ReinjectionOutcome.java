package io.jitpeers.pcap;

/**
 * The outcome of an attempt to reinject an initiation. After any outcome except SENT, the client
 * has to retry.
 */
public enum ReinjectionOutcome {
  /** The kernel accepted the datagram and will deliver it over loopback. */
  SENT,
  /** Not sent: the datagram does not look like an initiation. */
  NOT_AN_INITIATION,
  /**
   * Not sent, for one of four reasons: source and destination are of different address families;
   * one of the two ports is 0; no answer can reach the source; or the source is an address of this
   * machine while the capture is not on {@code lo}. If such datagrams were sent, the kernel would
   * drop most of them on arrival.
   */
  UNUSABLE_ADDRESS,
  /**
   * Not sent: source or destination is an IPv6 link-local address. Such an address is valid only
   * together with its interface. Loopback does not preserve the interface, so the answer could not
   * be routed.
   */
  LINK_LOCAL,
  /** Not sent: the destination is not, or is no longer, an address of this namespace. */
  NOT_LOCAL,
  /**
   * Not sent: the answer would have come from a local IPv4 address other than the one that the
   * client used. If the route to the client uses the interface on which the initiation arrived,
   * WireGuard answers from the address that the client used. But a reinjected initiation arrives on
   * loopback, so the routing tables choose the source address of the answer. A NAT drops an answer
   * from another address. Without a NAT, the client would continue with the wrong endpoint. A
   * gateway with several IPv4 addresses should use an NFQUEUE source.
   */
  OTHER_ANSWER_ADDRESS,
  /**
   * Not sent: the datagram is for a forwarded port, but the kernel's connection tracking has no
   * translation for it. If the datagram were sent, it would be delivered to the forwarded port
   * itself, and the kernel would track the datagram as a connection without translation.
   */
  NOT_TRANSLATED,
  /** Not sent: the datagram is IPv6, and the machine had no IPv6 when the source was opened. */
  FAMILY_UNAVAILABLE,
  /** Not sent: a system call failed. */
  FAILED,
  /** Not sent: the reinjector is closed. */
  CLOSED
}
