package io.jitpeers.internal.hotset;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Maps a packet source to a number. A source is an IPv4 address, or an IPv6 /64, which typically
 * belongs to one subscriber. An IPv4-mapped IPv6 address counts as the IPv4 address in it.
 * Stateless.
 */
public final class SourceKey {
  private static final long IPV4_MARK = 0xFFFF_FFFF_0000_0000L;
  private static final int MAPPED_PREFIX_END = 0xFFFF;

  private SourceKey() {}

  /**
   * Returns the number of an address. The number of an IPv6 address is its first 64 bits. The
   * number of an IPv4 address is 32 one bits followed by the address; no IPv6 /64 in use begins
   * with 32 one bits. Allocates nothing for an IPv4 address.
   */
  public static long of(InetAddress source) {
    if (source instanceof Inet4Address) {
      // The hash code of an IPv4 address is the address; getAddress() would allocate.
      return ofIpv4(source.hashCode());
    }
    ByteBuffer bytes = ByteBuffer.wrap(source.getAddress());
    return ofIpv6(bytes.getLong(0), bytes.getLong(Long.BYTES));
  }

  static long ofIpv4(int address) {
    return IPV4_MARK | Integer.toUnsignedLong(address);
  }

  static long ofIpv6(long high, long low) {
    boolean mapped = high == 0 && low >>> Integer.SIZE == MAPPED_PREFIX_END;
    return mapped ? ofIpv4((int) low) : high;
  }

  /**
   * Returns whether a number stands for an IPv6 /64. The number then consists of the bits of that
   * prefix.
   */
  public static boolean isIpv6(long key) {
    return (key & IPV4_MARK) != IPV4_MARK;
  }
}
