package io.jitpeers.pcap.internal.filter;

/**
 * Writes filter expressions that read bytes of an IP packet. An expression refers to a header by
 * libpcap's name for it or, if no name applies, by the offset in the frame.
 */
final class PacketFields {
  private final String ip;
  private final String ip6;
  private final int packet;
  private final boolean named;

  private PacketFields(String ip, String ip6, int packet, boolean named) {
    this.ip = ip;
    this.ip6 = ip6;
    this.packet = packet;
    this.named = named;
  }

  /**
   * Returns an instance that uses libpcap's names of headers. For these names, libpcap assumes that
   * the IP packet directly follows the link header.
   */
  static PacketFields named() {
    return new PacketFields("ip", "ip6", 0, true);
  }

  /**
   * Returns an instance that uses offsets in the frame.
   *
   * @param link the name of the link header, {@code ether} or {@code link}
   * @param packet the offset of the IP packet in the frame
   */
  static PacketFields at(String link, int packet) {
    return new PacketFields(link, link, packet, false);
  }

  /** Returns the expression for an unsigned field of a frame. */
  static String field(String header, Object at, int size) {
    return header + "[" + at + (size == 1 ? "" : ":" + size) + "]";
  }

  /** Returns the expression for a field of the IPv4 header. */
  String ip(int at, int size) {
    return field(ip, packet + at, size);
  }

  /** Returns the expression for the length of the IPv4 header. */
  String ipHeaderLength() {
    return "((" + ip(0, 1) + " & 0xf) << 2)";
  }

  /** Returns the expression for a field of the UDP datagram behind the IPv4 header. */
  String behindIp(int at, int size) {
    return named ? field("udp", at, size) : field(ip, packet + at + " + " + ipHeaderLength(), size);
  }

  /**
   * Returns the expression for a field of the IPv6 header, or of the extension header that follows
   * it.
   */
  String ip6(int at, int size) {
    return field(ip6, packet + at, size);
  }

  /**
   * Returns the expression for a field of the UDP datagram that directly follows the IPv6 header.
   *
   * @param at the field's offset in the UDP datagram
   */
  String behindIp6(int at, int size) {
    return ip6(40 + at, size);
  }

  /**
   * Returns the expression for a field of the UDP datagram that follows the IPv6 header and one
   * fragment header, which has 8 bytes.
   *
   * @param at the field's offset in the UDP datagram
   */
  String behindFragment(int at, int size) {
    return ip6(48 + at, size);
  }

  /**
   * Returns the expression for a field of the UDP datagram that follows the IPv6 header and one
   * extension header of variable length, such as a header with hop-by-hop options.
   *
   * @param at the field's offset in the UDP datagram
   */
  String behindOptions(int at, int size) {
    // The header has 8 bytes, plus 8 for each unit of its length field (RFC 8200 section 4.3).
    return field(ip6, packet + 48 + at + " + (" + ip6(41, 1) + " << 3)", size);
  }
}
