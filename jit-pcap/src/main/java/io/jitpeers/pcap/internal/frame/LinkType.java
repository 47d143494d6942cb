package io.jitpeers.pcap.internal.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The link-layer header of a capture's frames. The constants have libpcap's names, without the
 * prefix {@code DLT_} (see pcap-linktype(7)).
 */
public enum LinkType {
  /** Ethernet. */
  EN10MB(14, 12, 1),
  /** BSD loopback. The header is the address family, in the byte order of the capturing host. */
  NULL(4, -1, 0),
  /** OpenBSD loopback. The header is the address family, in network byte order. */
  LOOP(4, -1, 108),
  /** IPv4 or IPv6, without a link-layer header. */
  RAW(0, -1, 12),
  /** IPv4, without a link-layer header. */
  IPV4(0, -1, 228),
  /** IPv6, without a link-layer header. */
  IPV6(0, -1, 229),
  /** Linux "cooked", version 1. */
  LINUX_SLL(16, 14, 113),
  /** Linux "cooked", version 2, which contains the index of the interface. */
  LINUX_SLL2(20, 0, 276);

  /**
   * Other numbers of the link type RAW: 14 on OpenBSD, and 101 in capture files. When libpcap reads
   * a file, it replaces 101 with the number of RAW on this system.
   */
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
   * Returns the link type with the given {@code DLT_} number.
   *
   * @param dlt a result of pcap_datalink(3)
   * @return the link type; empty if its frames cannot be decoded
   */
  public static Optional<LinkType> ofDlt(int dlt) {
    if (OTHER_RAW.contains(dlt)) {
      return Optional.of(RAW);
    }
    return Arrays.stream(values()).filter(type -> type.dlt == dlt).findFirst();
  }

  /** Returns the {@code DLT_} number of the link type on Linux. */
  public int dlt() {
    return dlt;
  }

  /**
   * Returns the length of the header in bytes. The header is followed by the IP packet or by a
   * PPPoE header. In a frame with a VLAN tag, the header contains the tag's EtherType, and is
   * followed by the rest of the tag.
   */
  public int headerLength() {
    return headerLength;
  }

  /** Returns the offset of the EtherType in the header; negative if the header has no EtherType. */
  public int protocolOffset() {
    return protocolOffset;
  }
}
