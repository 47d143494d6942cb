package io.jitpeers.linux.netlink;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts {@code struct sockaddr_in} and {@code sockaddr_in6} to the JDK's addresses and back. */
public final class SocketAddresses {
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;

  // sockaddr_in: family 2, port 2, address 4, padding 8.
  private static final int IPV4_LENGTH = 16;
  private static final int IPV4_ADDRESS = 4;
  // sockaddr_in6: family 2, port 2, flow information 4, address 16, scope id 4.
  private static final int IPV6_LENGTH = 28;
  private static final int IPV6_ADDRESS = 8;
  private static final int IPV6_SCOPE = 24;

  private SocketAddresses() {}

  /** Reads a socket address from an attribute's value. */
  public static InetSocketAddress read(AttributeReader attribute) throws NetlinkFormatException {
    int family = attribute.shortAt(0);
    int port = attribute.networkShortAt(2);
    return switch (family) {
      case AF_INET -> new InetSocketAddress(address(attribute.bytesAt(IPV4_ADDRESS, 4), -1), port);
      case AF_INET6 -> {
        int scope = attribute.intAt(IPV6_SCOPE);
        // The kernel uses 0 for no scope, and the JDK uses -1. The JDK permits no other negative
        // scope.
        byte[] address = attribute.bytesAt(IPV6_ADDRESS, 16);
        yield new InetSocketAddress(address(address, scope > 0 ? scope : -1), port);
      }
      default -> throw new NetlinkFormatException("a socket address of family " + family);
    };
  }

  /**
   * Creates an address from its bytes. An IPv4-mapped IPv6 address is not converted to IPv4.
   *
   * @param bytes 4 or 16 bytes
   * @param scope the scope of an IPv6 address, or -1 for none
   */
  public static InetAddress address(byte[] bytes, int scope) throws NetlinkFormatException {
    try {
      return bytes.length == 4
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new NetlinkFormatException("an address of " + bytes.length + " bytes");
    }
  }

  /** Returns the family of an address. */
  public static int family(InetAddress address) {
    return address instanceof Inet4Address ? AF_INET : AF_INET6;
  }

  /**
   * Returns the {@code struct sockaddr_in} or {@code sockaddr_in6} of a socket address. The struct
   * contains the scope of an IPv6 address.
   */
  public static byte[] bytes(InetSocketAddress socketAddress) {
    InetAddress address = socketAddress.getAddress();
    boolean ipv4 = address instanceof Inet4Address;
    ByteBuffer bytes =
        ByteBuffer.allocate(ipv4 ? IPV4_LENGTH : IPV6_LENGTH).order(ByteOrder.nativeOrder());
    int port = socketAddress.getPort();
    bytes.putShort((short) (ipv4 ? AF_INET : AF_INET6)).put((byte) (port >> 8)).put((byte) port);
    bytes.put(ipv4 ? IPV4_ADDRESS : IPV6_ADDRESS, address.getAddress());
    if (address instanceof Inet6Address ipv6) {
      bytes.putInt(IPV6_SCOPE, ipv6.getScopeId());
    }
    return bytes.array();
  }
}
