package io.jitpeers.pcap.internal.filter;

/**
 * Writes how a filter gets at the bytes of an IP packet: by libpcap's names for headers, or, where
 * those do not reach, by their place in the frame.
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

  /** By libpcap's names, which imply that the packet follows the link's header at once. */
  static PacketFields named() {
    return new PacketFields("ip", "ip6", 0, true);
  }

  /**
   * By their place in the frame.
   *
   * @param link the name of the link's header, {@code ether} or {@code link}
   * @param packet where the IP packet begins behind the beginning of the frame
   */
  static PacketFields at(String link, int packet) {
    return new PacketFields(link, link, packet, false);
  }

  /** An unsigned field of a frame. */
  static String field(String header, Object at, int size) {
    return header + "[" + at + (size == 1 ? "" : ":" + size) + "]";
  }

  /** A field of the IPv4 header. */
  String ip(int at, int size) {
    return field(ip, packet + at, size);
  }

  /** The length of the IPv4 header. */
  String ipHeaderLength() {
    return "((" + ip(0, 1) + " & 0xf) << 2)";
  }

  /** A field of what follows the IPv4 header, which is UDP. */
  String behindIp(int at, int size) {
    return named ? field("udp", at, size) : field(ip, packet + at + " + " + ipHeaderLength(), size);
  }

  /** A field of the IPv6 header, or of the extension header behind it. */
  String ip6(int at, int size) {
    return field(ip6, packet + at, size);
  }

  /** A field of what follows the IPv6 header. */
  String behindIp6(int at, int size) {
    return ip6(40 + at, size);
  }

  /** A field of what follows an extension header of fixed length behind the IPv6 header. */
  String behindFragment(int at, int size) {
    return ip6(48 + at, size);
  }

  /** A field of what follows an extension header of any length behind the IPv6 header. */
  String behindOptions(int at, int size) {
    // 8 bytes, and 8 for each unit of its length (RFC 8200 section 4.3).
    return field(ip6, packet + 48 + at + " + (" + ip6(41, 1) + " << 3)", size);
  }
}
