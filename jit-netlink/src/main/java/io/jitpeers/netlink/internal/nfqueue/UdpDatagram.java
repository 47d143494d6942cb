package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.netlink.internal.codec.NetlinkFormatException;
import io.jitpeers.netlink.internal.codec.SocketAddresses;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Finds the UDP datagram in an IP packet: IPv4 with options, IPv6 with extension headers. Reused
 * for all packets; nothing is allocated until an address is asked for. Not thread-safe.
 */
final class UdpDatagram {
  private static final int IPV4_HEADER_LENGTH = 20;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV4_ADDRESS_LENGTH = 4;
  private static final int IPV6_HEADER_LENGTH = 40;
  private static final int IPV6_SOURCE = 8;
  private static final int IPV6_ADDRESS_LENGTH = 16;
  private static final int UDP_HEADER_LENGTH = 8;

  /** More fragments follow, or an offset: anything but a whole packet (RFC 791). */
  private static final int IPV4_FRAGMENT = 0x3FFF;

  /** The same in IPv6's fragment header (RFC 8200 section 4.5), between which are reserved bits. */
  private static final int IPV6_FRAGMENT = 0xFFF9;

  // Protocol numbers (IANA): the extension headers that can come before UDP.
  private static final int HOP_BY_HOP = 0;
  private static final int UDP = 17;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;

  private final ByteBuffer buffer;
  private int addresses;
  private int addressLength;
  private int udp;
  private int payloadLength;

  /**
   * Makes a finder.
   *
   * @param buffer where packets will be; read with absolute gets, in network byte order
   */
  UdpDatagram(ByteBuffer buffer) {
    this.buffer = buffer.duplicate();
  }

  /**
   * Looks at a packet.
   *
   * @param start where its IP header is in the buffer
   * @param length how much of the packet is there
   * @return whether it holds a whole UDP datagram, all of which is there
   */
  boolean find(int start, int length) {
    if (length < 1) {
      return false;
    }
    return switch (u8(start) >> 4) {
      case 4 -> findInIpv4(start, length);
      case 6 -> findInIpv6(start, length);
      default -> false;
    };
  }

  private boolean findInIpv4(int start, int length) {
    if (length < IPV4_HEADER_LENGTH) {
      return false;
    }
    int header = (u8(start) & 0x0F) * 4;
    int total = u16(start + 2);
    boolean whole = (u16(start + 6) & IPV4_FRAGMENT) == 0;
    if (header < IPV4_HEADER_LENGTH || total > length || !whole || u8(start + 9) != UDP) {
      return false;
    }
    addresses = start + IPV4_SOURCE;
    addressLength = IPV4_ADDRESS_LENGTH;
    return findUdp(start + header, total - header);
  }

  private boolean findInIpv6(int start, int length) {
    if (length < IPV6_HEADER_LENGTH) {
      return false;
    }
    int end = start + IPV6_HEADER_LENGTH + u16(start + 4);
    if (end > start + length) {
      return false;
    }
    addresses = start + IPV6_SOURCE;
    addressLength = IPV6_ADDRESS_LENGTH;
    int next = u8(start + 6);
    int at = start + IPV6_HEADER_LENGTH;
    // Each extension header has at least 8 bytes, so this ends.
    while (next != UDP) {
      if (end - at < 8 || !canBeSkipped(next, at)) {
        return false;
      }
      int extension = next == FRAGMENT ? 8 : (u8(at + 1) + 1) * 8;
      next = u8(at);
      at += extension;
    }
    return findUdp(at, end - at);
  }

  /** Whether a header is one that may come before UDP, and not that of a fragment of many. */
  private boolean canBeSkipped(int header, int at) {
    return switch (header) {
      case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> true;
      case FRAGMENT -> (u16(at + 2) & IPV6_FRAGMENT) == 0;
      default -> false;
    };
  }

  private boolean findUdp(int at, int length) {
    if (length < UDP_HEADER_LENGTH) {
      return false;
    }
    // What follows the datagram in its packet is not part of it, for the kernel neither.
    int datagram = u16(at + 4);
    udp = at;
    payloadLength = datagram - UDP_HEADER_LENGTH;
    return datagram >= UDP_HEADER_LENGTH && datagram <= length;
  }

  /** Where the UDP payload begins in the buffer. */
  int payloadStart() {
    return udp + UDP_HEADER_LENGTH;
  }

  /** The length of the UDP payload in bytes. */
  int payloadLength() {
    return payloadLength;
  }

  /**
   * The sender.
   *
   * @param interfaceIndex the interface that the packet came in by, which is the scope of a
   *     link-local address; or 0
   */
  InetSocketAddress source(int interfaceIndex) {
    return socketAddress(addresses, udp, interfaceIndex);
  }

  /** The receiver, likewise. */
  InetSocketAddress destination(int interfaceIndex) {
    return socketAddress(addresses + addressLength, udp + Short.BYTES, interfaceIndex);
  }

  private InetSocketAddress socketAddress(int at, int port, int interfaceIndex) {
    byte[] address = new byte[addressLength];
    buffer.get(at, address);
    try {
      int scope = interfaceIndex > 0 && isLinkLocal(address) ? interfaceIndex : -1;
      return new InetSocketAddress(SocketAddresses.address(address, scope), u16(port));
    } catch (NetlinkFormatException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  /** An IPv6 address in fe80::/10. */
  private static boolean isLinkLocal(byte[] address) {
    return address.length == IPV6_ADDRESS_LENGTH
        && address[0] == (byte) 0xFE
        && (address[1] & 0xC0) == 0x80;
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(buffer.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
