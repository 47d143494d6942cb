package io.jitpeers.pcap.internal.reinjection;

import java.nio.ByteBuffer;

/**
 * Completes the checksum of a captured packet. The kernel may have left the checksum to the
 * hardware; then the packet contains only the sum of the pseudo header (RFC 793, RFC 768). A
 * checksum that is not partial is left unchanged, whether correct or not.
 */
final class PartialChecksum {
  private static final int TCP = 6;
  private static final int TCP_CHECKSUM = 16;
  private static final int TCP_HEADER = 20;
  private static final int UDP = 17;
  private static final int UDP_CHECKSUM = 6;
  private static final int UDP_HEADER = 8;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;

  /** The more-fragments flag and the fragment offset (RFC 791). */
  private static final int IPV4_FRAGMENT = 0x3FFF;

  private PartialChecksum() {}

  /**
   * Completes the checksum if it is partial.
   *
   * @param packet a whole IPv4 or IPv6 packet, big-endian, from 0 to the buffer's limit; if the
   *     buffer contains anything else, nothing is changed
   */
  static void complete(ByteBuffer packet) {
    int length = packet.limit();
    if (length >= IPV4_HEADER && packet.get(0) >> 4 == 4) {
      int header = (packet.get(0) & 0x0F) * 4;
      boolean fragment = (packet.getShort(6) & IPV4_FRAGMENT) != 0;
      if (!fragment && header >= IPV4_HEADER) {
        complete(packet, header, packet.get(9), InternetChecksum.sum(packet, 12, 8));
      }
    } else if (length >= IPV6_HEADER && packet.get(0) >> 4 == 6) {
      complete(packet, IPV6_HEADER, packet.get(6), InternetChecksum.sum(packet, 8, 32));
    }
  }

  private static void complete(ByteBuffer packet, int at, byte protocol, long addresses) {
    int length = packet.limit() - at;
    int checksum;
    if (protocol == TCP && length >= TCP_HEADER) {
      checksum = at + TCP_CHECKSUM;
    } else if (protocol == UDP && length >= UDP_HEADER) {
      checksum = at + UDP_CHECKSUM;
    } else {
      return;
    }
    long pseudo = addresses + protocol + length;
    if (packet.getShort(checksum) != (short) ~InternetChecksum.ofSum(pseudo)) {
      return;
    }
    packet.putShort(checksum, (short) 0);
    short whole = InternetChecksum.ofSum(pseudo + InternetChecksum.sum(packet, at, length));
    // In UDP, 0 means that there is no checksum.
    packet.putShort(checksum, protocol == UDP && whole == 0 ? (short) -1 : whole);
  }
}
