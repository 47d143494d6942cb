package io.jitpeers.pcap.internal.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What frames of a capture begin with. The names are libpcap's, without {@code DLT_} (see
 * pcap-linktype(7)).
 */
public enum LinkType {
  /** Ethernet. */
  EN10MB(14, 12, 1),
  /** BSD loopback: the address family, in the byte order of the host that captured. */
  NULL(4, -1, 0),
  /** OpenBSD loopback: the address family, in network byte order. */
  LOOP(4, -1, 108),
  /** IPv4 or IPv6, without anything before it. */
  RAW(0, -1, 12),
  /** IPv4, without anything before it. */
  IPV4(0, -1, 228),
  /** IPv6, without anything before it. */
  IPV6(0, -1, 229),
  /** Linux "cooked", version 1. */
  LINUX_SLL(16, 14, 113),
  /** Linux "cooked", version 2, which knows the interface. */
  LINUX_SLL2(20, 0, 276);

  /** RAW on OpenBSD, and in capture files, which libpcap translates. */
  private static final List<Integer> OTHER_RAW = List.of(14, 101);

  private final int headerLength;
  private final int protocolOffset;
  private final int dlt;

  LinkType(int headerLength, int protocolOffset, int dlt) {
    this.headerLength = headerLength;
    this.protocolOffset = protocolOffset;
    this.dlt = dlt;
  }

  /**
   * Finds the type that libpcap calls by a number.
   *
   * @param dlt what pcap_datalink(3) gave
   * @return empty if frames of that type cannot be decoded
   */
  public static Optional<LinkType> ofDlt(int dlt) {
    if (OTHER_RAW.contains(dlt)) {
      return Optional.of(RAW);
    }
    return Arrays.stream(values()).filter(type -> type.dlt == dlt).findFirst();
  }

  /** libpcap's number for it on Linux. */
  public int dlt() {
    return dlt;
  }

  /** The length of the header. An IP packet follows it, or the rest of a VLAN tag. */
  public int headerLength() {
    return headerLength;
  }

  /** Where the EtherType is in the header; negative if there is none. */
  public int protocolOffset() {
    return protocolOffset;
  }
}
