package io.jitpeers.internal.recovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An address and port from which a client sends. A link-local address has no scope here, because
 * packets do not contain the scope.
 *
 * @param high the address's first 8 bytes; for IPv4, its 4 bytes followed by zeros
 * @param low the address's last 8 bytes; for IPv4, zero
 * @param port the port
 * @param ipv6 whether the address is an IPv6 address
 */
record Endpoint(long high, long low, char port, boolean ipv6) {
  private static final int IPV4_LENGTH = 4;

  static Endpoint of(InetSocketAddress endpoint) {
    return of(ByteBuffer.wrap(endpoint.getAddress().getAddress()), endpoint.getPort());
  }

  /**
   * Returns an endpoint.
   *
   * @param address 4 or 16 bytes in network byte order
   */
  static Endpoint of(ByteBuffer address, int port) {
    return new Endpoint(high(address), low(address), (char) port, isIpv6(address));
  }

  static boolean isIpv6(ByteBuffer address) {
    return address.remaining() != IPV4_LENGTH;
  }

  static long high(ByteBuffer address) {
    int at = address.position();
    return isIpv6(address) ? address.getLong(at) : (long) address.getInt(at) << Integer.SIZE;
  }

  static long low(ByteBuffer address) {
    return isIpv6(address) ? address.getLong(address.position() + Long.BYTES) : 0;
  }

  /** Returns the endpoint as a socket address. */
  InetSocketAddress toAddress() {
    ByteBuffer bytes = ByteBuffer.allocate(ipv6 ? 2 * Long.BYTES : IPV4_LENGTH);
    if (ipv6) {
      bytes.putLong(high).putLong(low);
    } else {
      bytes.putInt((int) (high >>> Integer.SIZE));
    }
    try {
      InetAddress address =
          ipv6
              ? Inet6Address.getByAddress(null, bytes.array(), -1)
              : InetAddress.getByAddress(bytes.array());
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are always an address", e);
    }
  }
}
