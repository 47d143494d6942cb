package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import io.jitpeers.wireguard.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The allowed IPs of one peer of a dump. The prefixes are stored in arrays of primitive values, not
 * as objects. The arrays are reused for the next peer. Not thread-safe.
 */
final class PrefixList {
  private static final int FEW = 8;
  private static final int AF_UNKNOWN = -1;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  // The prefixes' addresses as IpPrefix.ofBits takes them, with the host bits that the kernel sent.
  private long[] highs = new long[FEW];
  private long[] lows = new long[FEW];
  private short[] lengths = new short[FEW];
  private boolean[] ipv6 = new boolean[FEW];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Adds a prefix from the attributes of an allowed IP. */
  void add(AttributeReader allowedIp) throws NetlinkFormatException {
    int family = AF_UNKNOWN;
    int bytes = 0;
    long high = 0;
    long low = 0;
    int length = -1;
    while (allowedIp.next()) {
      switch (allowedIp.type()) {
        case WireGuard.WGALLOWEDIP_A_FAMILY -> family = allowedIp.u16();
        case WireGuard.WGALLOWEDIP_A_IPADDR -> {
          bytes = allowedIp.length();
          if (bytes == IPV6_BYTES) {
            high = allowedIp.networkLongAt(0);
            low = allowedIp.networkLongAt(Long.BYTES);
          } else if (bytes == IPV4_BYTES) {
            high = (long) allowedIp.networkIntAt(0) << Integer.SIZE;
            low = 0;
          } else {
            throw new NetlinkFormatException("an address of " + bytes + " bytes");
          }
        }
        case WireGuard.WGALLOWEDIP_A_CIDR_MASK -> length = allowedIp.u8();
        default -> {
          // An attribute that this version does not know.
        }
      }
    }
    boolean wide = bytes == IPV6_BYTES;
    if (bytes == 0 || family != (wide ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET)) {
      throw new NetlinkFormatException("an allowed IP whose address is not of family " + family);
    }
    int bits = bytes * Byte.SIZE;
    if (length < 0 || length > bits) {
      throw new NetlinkFormatException(
          "an allowed IP: a prefix length must be 0 to " + bits + " here, not " + length);
    }
    add(wide, high, low, length);
  }

  private void add(boolean wide, long high, long low, int length) {
    if (size == highs.length) {
      int more = 2 * size;
      highs = Arrays.copyOf(highs, more);
      lows = Arrays.copyOf(lows, more);
      lengths = Arrays.copyOf(lengths, more);
      ipv6 = Arrays.copyOf(ipv6, more);
    }
    highs[size] = high;
    lows[size] = low;
    lengths[size] = (short) length;
    ipv6[size] = wide;
    size++;
  }

  /**
   * Returns whether the list contains a prefix. The parameters are those of {@link
   * IpPrefix#ofBits}. Host bits are not compared.
   */
  boolean contains(boolean wide, long high, long low, int length) {
    for (int i = 0; i < size; i++) {
      if (ipv6[i] == wide
          && lengths[i] == length
          && startAlike(highs[i], high, length)
          && startAlike(lows[i], low, length - Long.SIZE)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether the first {@code bits} bits of two numbers are equal; true if {@code bits} is 0
   * or less.
   */
  private static boolean startAlike(long a, long b, int bits) {
    return bits <= 0 || (a ^ b) >>> Math.max(0, Long.SIZE - bits) == 0;
  }

  /**
   * Returns whether the end of the list repeats the prefixes before it, in the same order.
   *
   * @param from the index at which the end of the list begins
   * @param other the index of the first prefix that the end must repeat; the last one is at {@code
   *     from} - 1
   */
  boolean repeats(int from, int other) {
    int count = size - from;
    return from - other == count
        && Arrays.equals(highs, from, size, highs, other, from)
        && Arrays.equals(lows, from, size, lows, other, from)
        && Arrays.equals(lengths, from, size, lengths, other, from)
        && Arrays.equals(ipv6, from, size, ipv6, other, from);
  }

  /** Returns an immutable list of the prefixes. */
  List<IpPrefix> toList() {
    List<IpPrefix> prefixes = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      prefixes.add(IpPrefix.ofBits(ipv6[i], highs[i], lows[i], lengths[i]));
    }
    return List.copyOf(prefixes);
  }
}
