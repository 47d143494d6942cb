package io.jitpeers.pcap.internal.filter;

import static io.jitpeers.pcap.internal.filter.Terms.and;
import static io.jitpeers.pcap.internal.filter.Terms.isOneOf;
import static io.jitpeers.pcap.internal.filter.Terms.or;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Writes the conditions under which an IP packet contains a message of a given kind. An expression
 * first checks that a field exists, and only then reads the field. The reason: if an expression
 * reads beyond the frame's end, the frame is rejected, even if another alternative would match.
 */
final class MessageConditions {
  private static final int UDP = 17;

  /**
   * The IPv6 extension headers that contain their own length: hop-by-hop options, routing, and
   * destination options.
   */
  private static final int[] OPTIONS = {0, 43, 60};

  private static final int FRAGMENT = 44;

  /** The length of the shortest IPv6 extension header. */
  private static final int MIN_EXTENSION = 8;

  /**
   * The maximum number of bytes of extension headers that the filter accepts before a message of
   * fixed length in an IPv6 packet. Real extension headers before UDP have a few dozen bytes, far
   * below this limit.
   */
  private static final int MAX_EXTENSIONS = MIN_EXTENSION + 1024;

  /**
   * The maximum number of port ranges in a filter. libpcap's optimizer takes a tenth of a second
   * for 50 ranges, and minutes for thousands. Moreover, the kernel accepts at most 4,096
   * instructions. If there are more ranges, the filter accepts all ports from the first to the
   * last, and the decoder checks the exact ports.
   */
  private static final int MAX_RANGES = 50;

  private final Message message;
  private final SortedSet<Integer> ports;

  /**
   * Writes the expression that reads a field of the UDP datagram, given the field's offset and
   * size.
   */
  private interface UdpFields {
    String field(int at, int size);
  }

  MessageConditions(Message message, SortedSet<Integer> ports) {
    this.message = message;
    this.ports = ports;
  }

  /**
   * Returns the ports as ranges of consecutive ports. If there are more than {@link #MAX_RANGES},
   * returns one range from the first to the last port.
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

  /**
   * Returns the condition for an IPv4 packet with any options. The fragment offset must be 0. For a
   * message of fixed length, the more-fragments flag must be 0 too.
   */
  String ipv4(PacketFields packet) {
    return and(
        packet.ip(0, 1) + " >= 0x45",
        packet.ip(0, 1) + " <= 0x4f",
        packet.ip(6, 2) + (message.isFixed() ? " & 0x3fff = 0" : " & 0x1fff = 0"),
        packet.ip(9, 1) + " = " + UDP,
        packet.ip(2, 2) + " >= " + packet.ipHeaderLength() + " + " + message.udpLength(),
        udp(packet::behindIp));
  }

  /**
   * Returns the condition for an IPv6 packet. The condition is exact if at most one extension
   * header comes before UDP. If more come before UDP, the condition does not read the UDP header.
   * It then checks the payload length and, if the first extension header is a fragment header, the
   * fragment fields.
   */
  String ipv6(PacketFields packet) {
    String header = packet.ip6(6, 1);
    String length = packet.ip6(4, 2);
    return and(
        packet.ip6(0, 1) + " & 0xf0 = 0x60",
        length + " >= " + message.udpLength(),
        or(
            and(header + " = " + UDP, udp(packet::behindIp6)),
            and(
                canHaveExtensions(length),
                or(
                    and(isOneOf(header, OPTIONS), extended(packet, packet::behindOptions)),
                    and(
                        header + " = " + FRAGMENT,
                        packet.ip6(42, 2) + (message.isFixed() ? " & 0xfff9 = 0" : " & 0xfff8 = 0"),
                        extended(packet, packet::behindFragment))))));
  }

  /**
   * Returns the condition that an IPv6 payload of this length can contain a message behind
   * extension headers.
   */
  private String canHaveExtensions(String length) {
    String enough = length + " >= " + (message.udpLength() + MIN_EXTENSION);
    return message.isFixed()
        ? and(enough, length + " <= " + (message.udpLength() + MAX_EXTENSIONS))
        : enough;
  }

  /**
   * Returns the condition that a message or another extension header follows the first extension
   * header.
   */
  private String extended(PacketFields packet, UdpFields udp) {
    String next = packet.ip6(40, 1);
    return or(and(next + " = " + UDP, udp(udp)), isOneOf(next, OPTIONS), next + " = " + FRAGMENT);
  }

  /**
   * Returns the condition that a datagram is sent to one of the ports, and has the length and the
   * first 32 bits of a message.
   */
  private String udp(UdpFields udp) {
    return and(
        isPort(udp.field(2, 2)),
        udp.field(4, 2) + (message.isFixed() ? " = " : " >= ") + message.udpLength(),
        udp.field(8, 4) + " = 0x%08x".formatted(message.type()));
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
