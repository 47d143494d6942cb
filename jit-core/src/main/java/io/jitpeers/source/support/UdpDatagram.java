package io.jitpeers.source.support;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the UDP datagram in an IP packet, which may have IPv4 options or IPv6 extension headers.
 * One object can be reused for all packets. The methods allocate no memory except for addresses.
 * Whatever a packet contains, {@link #find} never throws and never reads beyond the packet. Not
 * thread-safe.
 */
public final class UdpDatagram {
  private static final int IPV4_HEADER_LENGTH = 20;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV4_ADDRESS_LENGTH = 4;
  private static final int IPV6_HEADER_LENGTH = 40;
  private static final int IPV6_SOURCE = 8;
  private static final int IPV6_ADDRESS_LENGTH = 16;
  private static final int UDP_HEADER_LENGTH = 8;

  /**
   * The mask of the More Fragments flag and the fragment offset (RFC 791). A packet is a fragment
   * if at least one of these bits is set.
   */
  private static final int IPV4_FRAGMENT = 0x3FFF;

  /**
   * The mask of the fragment offset and the More Fragments flag in the IPv6 Fragment header (RFC
   * 8200 section 4.5). The mask leaves out the two reserved bits between the offset and the flag.
   */
  private static final int IPV6_FRAGMENT = 0xFFF9;

  // Protocol numbers (IANA): UDP, and the extension headers that can come before it.
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

  /** The reason why a packet contains no complete UDP datagram. */
  public enum Refusal {
    /** The packet is shorter than its IP header says. */
    TRUNCATED,
    /** The packet is neither IPv4 nor IPv6. */
    NOT_IP,
    /** The lengths in the IP header contradict each other. */
    MALFORMED_IP,
    /** The packet is a fragment of a larger packet. */
    FRAGMENT,
    /** The packet's protocol is not UDP, or an IPv6 extension header cannot be skipped. */
    NOT_UDP,
    /** The UDP datagram is longer than the packet, or shorter than a UDP header. */
    MALFORMED_UDP
  }

  /**
   * Creates an instance that reads from a buffer.
   *
   * @param buffer the buffer that will contain the packets. The buffer is read with absolute gets;
   *     its byte order does not matter
   */
  public UdpDatagram(ByteBuffer buffer) {
    this.buffer = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * Examines a packet.
   *
   * @param start the index of the packet's IP header in the buffer
   * @param length the number of captured bytes from that index on; may include bytes after the
   *     packet, such as Ethernet padding
   * @return null if the packet contains a complete UDP datagram, otherwise the reason why not
   */
  public @Nullable Refusal find(int start, int length) {
    if (length < 1) {
      return Refusal.TRUNCATED;
    }
    return switch (u8(start) >> 4) {
      case 4 -> findInIpv4(start, length);
      case 6 -> findInIpv6(start, length);
      default -> Refusal.NOT_IP;
    };
  }

  private @Nullable Refusal findInIpv4(int start, int length) {
    if (length < IPV4_HEADER_LENGTH) {
      return Refusal.TRUNCATED;
    }
    int header = (u8(start) & 0x0F) * 4;
    int total = u16(start + 2);
    if (header < IPV4_HEADER_LENGTH || total < header) {
      return Refusal.MALFORMED_IP;
    }
    if ((u16(start + 6) & IPV4_FRAGMENT) != 0) {
      return Refusal.FRAGMENT;
    }
    if (u8(start + 9) != UDP) {
      return Refusal.NOT_UDP;
    }
    if (total > length) {
      return Refusal.TRUNCATED;
    }
    addresses = start + IPV4_SOURCE;
    addressLength = IPV4_ADDRESS_LENGTH;
    return findUdp(start + header, total - header);
  }

  private @Nullable Refusal findInIpv6(int start, int length) {
    if (length < IPV6_HEADER_LENGTH) {
      return Refusal.TRUNCATED;
    }
    int end = start + IPV6_HEADER_LENGTH + u16(start + 4);
    if (end > start + length) {
      return Refusal.TRUNCATED;
    }
    addresses = start + IPV6_SOURCE;
    addressLength = IPV6_ADDRESS_LENGTH;
    int next = u8(start + 6);
    int at = start + IPV6_HEADER_LENGTH;
    // Each extension header is at least 8 bytes long, so the loop ends.
    while (next != UDP) {
      Refusal refusal = refusalToSkip(next, at, end);
      if (refusal != null) {
        return refusal;
      }
      int extension = next == FRAGMENT ? 8 : (u8(at + 1) + 1) * 8;
      next = u8(at);
      at += extension;
    }
    return findUdp(at, end - at);
  }

  /** Returns why an extension header cannot be skipped; null if it can be skipped. */
  private @Nullable Refusal refusalToSkip(int header, int at, int end) {
    boolean skippable =
        switch (header) {
          case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS, FRAGMENT -> true;
          default -> false;
        };
    if (!skippable) {
      return Refusal.NOT_UDP;
    }
    if (end - at < 8) {
      return Refusal.MALFORMED_IP;
    }
    return header == FRAGMENT && (u16(at + 2) & IPV6_FRAGMENT) != 0 ? Refusal.FRAGMENT : null;
  }

  private @Nullable Refusal findUdp(int at, int length) {
    if (length < UDP_HEADER_LENGTH) {
      return Refusal.MALFORMED_UDP;
    }
    // Bytes after the datagram do not belong to it; the kernel ignores them too.
    int datagram = u16(at + 4);
    udp = at;
    payloadLength = datagram - UDP_HEADER_LENGTH;
    return datagram < UDP_HEADER_LENGTH || datagram > length ? Refusal.MALFORMED_UDP : null;
  }

  /**
   * Returns where the payload begins. This method and the following methods describe the datagram
   * that {@link #find} found last.
   *
   * @return the index of the UDP payload in the buffer
   */
  public int payloadStart() {
    return udp + UDP_HEADER_LENGTH;
  }

  /** {@return the payload's length in bytes} */
  public int payloadLength() {
    return payloadLength;
  }

  /** {@return the destination port, 0 to 65535; this method creates no address object} */
  public int destinationPort() {
    return u16(udp + Short.BYTES);
  }

  /**
   * Creates the sender's address.
   *
   * @param interfaceIndex the index of the interface that received the packet, used as the scope of
   *     a link-local address; 0 for no scope
   * @return a resolved address and port; an IPv4-mapped IPv6 address is not converted to IPv4
   */
  public InetSocketAddress source(int interfaceIndex) {
    return socketAddress(addresses, udp, interfaceIndex);
  }

  /**
   * Creates the receiver's address.
   *
   * @param interfaceIndex as for {@link #source}
   * @return a resolved address and port
   */
  public InetSocketAddress destination(int interfaceIndex) {
    return socketAddress(addresses + addressLength, udp + Short.BYTES, interfaceIndex);
  }

  private InetSocketAddress socketAddress(int at, int port, int interfaceIndex) {
    byte[] address = new byte[addressLength];
    buffer.get(at, address);
    try {
      return new InetSocketAddress(inetAddress(address, interfaceIndex), u16(port));
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 bytes", e);
    }
  }

  private static InetAddress inetAddress(byte[] address, int interfaceIndex)
      throws UnknownHostException {
    if (address.length == IPV4_ADDRESS_LENGTH) {
      return InetAddress.getByAddress(address);
    }
    int scope = interfaceIndex > 0 && isLinkLocal(address) ? interfaceIndex : -1;
    return Inet6Address.getByAddress(null, address, scope);
  }

  /** Returns whether an IPv6 address is in fe80::/10. */
  private static boolean isLinkLocal(byte[] address) {
    return address[0] == (byte) 0xFE && (address[1] & 0xC0) == 0x80;
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(buffer.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
