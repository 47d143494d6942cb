package io.jitpeers.pcap.internal.filter;

import static io.jitpeers.pcap.internal.filter.Terms.and;
import static io.jitpeers.pcap.internal.filter.Terms.isOneOf;
import static io.jitpeers.pcap.internal.filter.Terms.or;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Writes what makes an IP packet an initiation. What guards a field comes before it: reading one
 * beyond the frame's end refuses the frame, whatever alternatives are left.
 */
final class InitiationConditions {
  /** 148 bytes of initiation and the UDP header. */
  private static final int UDP_LENGTH = 156;

  private static final int UDP = 17;

  /** Hop-by-hop options, routing, destination options: these say how long they are. */
  private static final int[] OPTIONS = {0, 43, 60};

  private static final int FRAGMENT = 44;

  /** An extension header has 8 bytes at least. */
  private static final int MIN_EXTENDED_LENGTH = UDP_LENGTH + 8;

  /** Real extension headers before UDP have some dozens of bytes; this is far above. */
  private static final int MAX_EXTENDED_LENGTH = MIN_EXTENDED_LENGTH + 1024;

  /**
   * libpcap's optimizer takes a tenth of a second for so many, and minutes for thousands; the
   * kernel takes 4,096 instructions. The decoder knows the ports anyway.
   */
  private static final int MAX_RANGES = 50;

  private final SortedSet<Integer> ports;

  /** Writes a field of the UDP datagram, by its place and size. */
  private interface UdpFields {
    String field(int at, int size);
  }

  InitiationConditions(SortedSet<Integer> ports) {
    this.ports = ports;
  }

  /** Consecutive ports together. If that is still a lot, all between the first and the last. */
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

  /** IPv4 with any options, and whole: no more fragments, no offset. */
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
   * IPv6, exactly unless several extension headers come before UDP. Of those only what is a
   * fragment at the first, or too short or too long, is told apart.
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

  /** Behind the first extension header there is an initiation, or another extension header. */
  private String extended(PacketFields packet, UdpFields udp) {
    String next = packet.ip6(40, 1);
    return or(and(next + " = " + UDP, udp(udp)), isOneOf(next, OPTIONS), next + " = " + FRAGMENT);
  }

  /** To one of the ports, as long as an initiation, with all 32 bits of its type. */
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
