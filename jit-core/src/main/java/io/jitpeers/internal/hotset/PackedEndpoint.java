package io.jitpeers.internal.hotset;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint in fields of whoever holds it: a number for IPv4, an object for IPv6, and a port, 0
 * for no endpoint. Stateless.
 */
final class PackedEndpoint {
  private PackedEndpoint() {}

  /** The port of an endpoint that can be packed, else 0. */
  static char port(@Nullable InetSocketAddress endpoint) {
    return endpoint == null || endpoint.isUnresolved() ? 0 : (char) endpoint.getPort();
  }

  /** The number of an IPv4 address; 0 for another one. */
  static int ipv4(@Nullable InetSocketAddress endpoint) {
    return endpoint != null && endpoint.getAddress() instanceof Inet4Address address
        ? ByteBuffer.wrap(address.getAddress()).getInt()
        : 0;
  }

  /** The object of an IPv6 address; null for another one. */
  static @Nullable Ipv6Endpoint ipv6(@Nullable InetSocketAddress endpoint) {
    return endpoint != null && endpoint.getAddress() instanceof Inet6Address address
        ? Ipv6Endpoint.of(address)
        : null;
  }

  /** Whether packed fields cannot be told from an endpoint by the hash of its address. */
  static boolean looksLike(
      @Nullable InetSocketAddress endpoint, int ipv4, @Nullable Ipv6Endpoint ipv6, char port) {
    if (port(endpoint) != port) {
      return false;
    }
    // An IPv4 address is its own hash. If it were not on some JVM, nothing would look alike.
    return port == 0
        || (endpoint != null
            && endpoint.getAddress().hashCode() == (ipv6 == null ? ipv4 : ipv6.hash()));
  }

  /** The endpoint, or null for none. */
  static @Nullable InetSocketAddress unpack(int ipv4, @Nullable Ipv6Endpoint ipv6, char port) {
    if (port == 0) {
      return null;
    }
    return new InetSocketAddress(ipv6 == null ? address(ipv4) : ipv6.address(), port);
  }

  private static InetAddress address(int ipv4) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(ipv4).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are always an address", e);
    }
  }
}
