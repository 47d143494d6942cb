package io.jitpeers.netlink.testkit;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6}, implemented independently of the code under
 * test.
 */
final class SockAddr {
  private static final int IPV4_LENGTH = 16;
  private static final int IPV6_LENGTH = 28;

  private SockAddr() {}

  static byte[] bytes(InetSocketAddress address) {
    boolean ipv4 = address.getAddress() instanceof Inet4Address;
    ByteBuffer bytes =
        ByteBuffer.allocate(ipv4 ? IPV4_LENGTH : IPV6_LENGTH).order(ByteOrder.nativeOrder());
    bytes.putShort((short) (ipv4 ? Uapi.AF_INET : Uapi.AF_INET6));
    bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) address.getPort());
    bytes.order(ByteOrder.nativeOrder());
    if (address.getAddress() instanceof Inet6Address ipv6) {
      bytes.putInt(0).put(ipv6.getAddress()).putInt(ipv6.getScopeId());
    } else {
      bytes.put(address.getAddress().getAddress());
    }
    return bytes.array();
  }

  /** Returns the address, or null if the kernel would ignore it because of its family or length. */
  static @Nullable InetSocketAddress read(ByteBuffer value) {
    ByteBuffer bytes = value.duplicate().order(ByteOrder.nativeOrder());
    int length = bytes.remaining();
    int family = Short.toUnsignedInt(bytes.getShort());
    int port = Byte.toUnsignedInt(bytes.get()) << 8 | Byte.toUnsignedInt(bytes.get());
    if (family == Uapi.AF_INET && length == IPV4_LENGTH) {
      return new InetSocketAddress(address(bytes, 4, 0), port);
    }
    if (family == Uapi.AF_INET6 && length == IPV6_LENGTH) {
      int scope = bytes.getInt(24);
      bytes.position(8);
      return new InetSocketAddress(address(bytes, 16, scope), port);
    }
    return null;
  }

  /** Reads the given number of bytes as an address; a scope of 0 means none. */
  static InetAddress address(ByteBuffer from, int length, int scope) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    try {
      return length == 4
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope == 0 ? -1 : scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }
}
