package io.jitpeers.pcap.internal.filter;

import static io.jitpeers.pcap.internal.filter.Terms.and;
import static io.jitpeers.pcap.internal.filter.Terms.isOneOf;
import static io.jitpeers.pcap.internal.filter.Terms.or;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Writes the conditions under which an IP packet is an initiation. A condition that guards a field
 * comes before the field: reading a field beyond the frame's end rejects the frame, even if other
 * alternatives remain.
 */
final class InitiationConditions {
  /** The length of an initiation, 148 bytes, and its UDP header. */
  private static final int UDP_LENGTH = 156;

  private static final int UDP = 17;

  /** Hop-by-hop options, routing and destination options, which contain their own length. */
  private static final int[] OPTIONS = {0, 43, 60};

  private static final int FRAGMENT = 44;

  /** The minimum length with an extension header, which has at least 8 bytes. */
  private static final int MIN_EXTENDED_LENGTH = UDP_LENGTH + 8;

  /** A limit far above real extension headers before UDP, which have a few dozen bytes. */
  private static final int MAX_EXTENDED_LENGTH = MIN_EXTENDED_LENGTH + 1024;

  /**
   * The most port ranges in a filter. libpcap's optimizer takes a tenth of a second for this many,
   * and minutes for thousands; the kernel accepts 4,096 instructions. The decoder checks the exact
   * ports anyway.
   */
  private static final int MAX_RANGES = 50;

  private final SortedSet<Integer> ports;

  /** Writes a field of the UDP datagram, given its offset and size. */
  private interface UdpFields {
    String field(int at, int size);
  }

  InitiationConditions(SortedSet<Integer> ports) {
    this.ports = ports;
  }

  /**
   * Returns the ports as ranges of consecutive ports. If there are too many, returns one range from
   * the first to the last port.
   */
  private List<int[]> ranges() {
    List<int[]> ranges = new ArrayList<>();
    for (int port : ports) {
      int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && last[1] == port - 1) {
        last[1] = port;
      } else {
        ranges.add(new int[] {port, port});
      }
    }
    return ranges.size() <= MAX_RANGES ? ranges : List.of(new int[] {ports.first(), ports.last()});
  }

  /** Matches IPv4 with any options, unfragmented: no more-fragments flag, no offset. */
  String ipv4(PacketFields packet) {
    return and(
        packet.ip(0, 1) + " >= 0x45",
        packet.ip(0, 1) + " <= 0x4f",
        packet.ip(6, 2) + " & 0x3fff = 0",
        packet.ip(9, 1) + " = " + UDP,
        packet.ip(2, 2) + " >= " + packet.ipHeaderLength() + " + " + UDP_LENGTH,
        udp(packet::behindIp));
  }

  /**
   * Matches IPv6. The match is exact unless several extension headers come before UDP; of those
   * packets, only non-first fragments and impossible lengths are excluded.
   */
  String ipv6(PacketFields packet) {
    String header = packet.ip6(6, 1);
    String length = packet.ip6(4, 2);
    return and(
        packet.ip6(0, 1) + " & 0xf0 = 0x60",
        length + " >= " + UDP_LENGTH,
        or(
            and(header + " = " + UDP, udp(packet::behindIp6)),
            and(
                length + " >= " + MIN_EXTENDED_LENGTH,
                length + " <= " + MAX_EXTENDED_LENGTH,
                or(
                    and(isOneOf(header, OPTIONS), extended(packet, packet::behindOptions)),
                    and(
                        header + " = " + FRAGMENT,
                        packet.ip6(42, 2) + " & 0xfff9 = 0",
                        extended(packet, packet::behindFragment))))));
  }

  /** Matches an initiation or another extension header behind the first extension header. */
  private String extended(PacketFields packet, UdpFields udp) {
    String next = packet.ip6(40, 1);
    return or(and(next + " = " + UDP, udp(udp)), isOneOf(next, OPTIONS), next + " = " + FRAGMENT);
  }

  /**
   * Matches a datagram to one of the ports, with an initiation's length and all 32 bits of its
   * type.
   */
  private String udp(UdpFields udp) {
    return and(
        isPort(udp.field(2, 2)),
        udp.field(4, 2) + " = " + UDP_LENGTH,
        udp.field(8, 4) + " = 0x01000000");
  }

  private String isPort(String field) {
    return or(ranges().stream().map(range -> isBetween(field, range[0], range[1])).toList());
  }

  private static String isBetween(String field, int first, int last) {
    return first == last
        ? field + " = " + first
        : and(field + " >= " + first, field + " <= " + last);
  }
}
