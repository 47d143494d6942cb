package io.jitpeers.internal.hotset;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Packs an endpoint into fields of another object: an int for IPv4, an object for IPv6, and a port,
 * which is 0 if there is no endpoint. Stateless.
 */
final class PackedEndpoint {
  private PackedEndpoint() {}

  /** Returns the port of an endpoint; 0 if the endpoint is null or unresolved. */
  static char port(@Nullable InetSocketAddress endpoint) {
    return endpoint == null || endpoint.isUnresolved() ? 0 : (char) endpoint.getPort();
  }

  /** Returns an endpoint's IPv4 address as an int; 0 if the endpoint has no IPv4 address. */
  static int ipv4(@Nullable InetSocketAddress endpoint) {
    return endpoint != null && endpoint.getAddress() instanceof Inet4Address address
        ? ByteBuffer.wrap(address.getAddress()).getInt()
        : 0;
  }

  /** Returns an endpoint's IPv6 address as an object; null if the endpoint has no IPv6 address. */
  static @Nullable Ipv6Endpoint ipv6(@Nullable InetSocketAddress endpoint) {
    return endpoint != null && endpoint.getAddress() instanceof Inet6Address address
        ? Ipv6Endpoint.of(address)
        : null;
  }

  /** Returns the endpoint that consists of the given parts; null if the port is 0. */
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
