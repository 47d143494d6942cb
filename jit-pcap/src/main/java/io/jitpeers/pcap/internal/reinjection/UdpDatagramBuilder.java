package io.jitpeers.pcap.internal.reinjection;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Creates UDP datagrams with their IP header, in a reused buffer. Checksums are computed anew,
 * because a captured datagram's checksum may be partial: with checksum offload the network
 * interface completes it. Not thread-safe.
 */
final class UdpDatagramBuilder {
  private static final int IPV4_HEADER = 20;
  private static final int IPV4_CHECKSUM = 10;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_SOURCE = 8;
  private static final int UDP_HEADER = 8;
  private static final int UDP_CHECKSUM = 6;

  private static final short VERSION_4_LENGTH_5_WORDS = 0x4500;
  private static final int VERSION_6 = 6 << 28;
  private static final byte UDP = 17;

  /**
   * The time to live. It is Linux's default (net.ipv4.ip_default_ttl); the value has no effect,
   * because a local datagram is not forwarded.
   */
  private static final byte TTL = 64;

  /**
   * The flag Don't Fragment. The datagram is never fragmented anyway, because loopback's MTU is
   * 65536. A datagram with this flag needs no identification (RFC 6864 section 4.1). The builder
   * writes 0 as the identification, and the kernel replaces the 0 with another value (raw(7)).
   */
  private static final short DONT_FRAGMENT = 0x4000;

  private final ByteBuffer datagram;

  /**
   * Creates a builder.
   *
   * @param maxPayload the maximum length of a payload
   */
  UdpDatagramBuilder(int maxPayload) {
    datagram = ByteBuffer.allocateDirect(IPV6_HEADER + UDP_HEADER + maxPayload);
  }

  /**
   * Creates a datagram.
   *
   * @param source a resolved address, of the same family as the destination
   * @param destination a resolved address
   * @param payload the payload, from position to limit; neither is changed
   * @return a direct buffer, from position to limit, valid until the next call
   */
  ByteBuffer build(InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload) {
    int udpLength = UDP_HEADER + payload.remaining();
    datagram.clear();
    boolean ipv4 = destination.getAddress() instanceof Inet4Address;
    if (ipv4) {
      putIpv4Header(source.getAddress(), destination.getAddress(), udpLength);
    } else {
      putIpv6Header(source.getAddress(), destination.getAddress(), udpLength);
    }
    int udp = datagram.position();
    datagram.putShort((short) source.getPort()).putShort((short) destination.getPort());
    datagram.putShort((short) udpLength).putShort((short) 0);
    datagram.put(payload.duplicate());
    datagram.flip();
    int addresses = ipv4 ? IPV4_SOURCE : IPV6_SOURCE;
    datagram.putShort(udp + UDP_CHECKSUM, udpChecksum(addresses, udp, udpLength));
    return datagram;
  }

  /** Writes an IPv4 header (RFC 791 section 3.1). */
  private void putIpv4Header(InetAddress source, InetAddress destination, int udpLength) {
    datagram.putShort(VERSION_4_LENGTH_5_WORDS).putShort((short) (IPV4_HEADER + udpLength));
    datagram.putShort((short) 0).putShort(DONT_FRAGMENT);
    datagram.put(TTL).put(UDP).putShort((short) 0);
    datagram.put(source.getAddress()).put(destination.getAddress());
    long sum = InternetChecksum.sum(datagram, 0, IPV4_HEADER);
    datagram.putShort(IPV4_CHECKSUM, InternetChecksum.ofSum(sum));
  }

  /** Writes an IPv6 header (RFC 8200 section 3). */
  private void putIpv6Header(InetAddress source, InetAddress destination, int udpLength) {
    datagram.putInt(VERSION_6).putShort((short) udpLength).put(UDP).put(TTL);
    datagram.put(source.getAddress()).put(destination.getAddress());
  }

  /**
   * Computes the checksum, which also covers both addresses, the protocol and the length (RFC 768,
   * RFC 8200 section 8.1).
   */
  private short udpChecksum(int addresses, int udp, int udpLength) {
    // Both addresses end where the UDP header begins.
    long pseudoHeader =
        InternetChecksum.sum(datagram, addresses, udp - addresses) + UDP + udpLength;
    short checksum =
        InternetChecksum.ofSum(pseudoHeader + InternetChecksum.sum(datagram, udp, udpLength));
    // 0 would mean that there is no checksum, which IPv6 does not permit.
    return checksum == 0 ? (short) 0xFFFF : checksum;
  }
}
