package io.jitpeers.wireguard;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 prefix, such as an allowed IP of a peer. Its host bits are always zero.
 *
 * <p>Immutable and thread-safe. Prefixes are ordered by family (IPv4 first), then by address, then
 * by length. A prefix therefore comes directly before the prefixes inside it.
 */
public final class IpPrefix implements Comparable<IpPrefix> {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int MOST_LENGTH_DIGITS = 3;
  private static final CharMatcher DIGITS = CharMatcher.inRange('0', '9');
  private static final CharMatcher LITERAL_CHARACTERS =
      CharMatcher.anyOf("0123456789abcdefABCDEF:.");

  // The address, left-aligned in 128 bits, so that masks and comparisons work in the same way for
  // both families.
  private final long high;
  private final long low;
  private final short length;
  private final boolean ipv6;

  private IpPrefix(boolean ipv6, long high, long low, int length) {
    this.ipv6 = ipv6;
    this.high = high & highMask(length);
    this.low = low & lowMask(length);
    this.length = (short) length;
  }

  /**
   * Creates a prefix from an address and clears its host bits.
   *
   * @param address any address; a scope is ignored
   * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
   * @return the prefix that contains the address
   * @throws IllegalArgumentException if the length is out of range
   */
  public static IpPrefix masked(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    boolean ipv6 = bytes.length * 8 == IPV6_BITS;
    checkLength(length, ipv6 ? IPV6_BITS : IPV4_BITS);
    ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, 16));
    return new IpPrefix(ipv6, buffer.getLong(), buffer.getLong(), length);
  }

  /**
   * Creates a prefix that contains exactly one address.
   *
   * @param address 4 bytes for IPv4 or 16 for IPv6 in network byte order, from the buffer's
   *     position to its limit; read with absolute gets
   * @return a prefix of 32 or 128 bits
   * @throws IllegalArgumentException if there are not 4 or 16 bytes
   */
  public static IpPrefix ofAddress(ByteBuffer address) {
    int at = address.position();
    int bits = address.remaining() * Byte.SIZE;
    if (bits != IPV4_BITS && bits != IPV6_BITS) {
      throw new IllegalArgumentException(
          "an address has 4 or 16 bytes, not " + address.remaining());
    }
    byte[] bytes = new byte[IPV6_BITS / Byte.SIZE];
    address.get(at, bytes, 0, bits / Byte.SIZE);
    ByteBuffer padded = ByteBuffer.wrap(bytes);
    return new IpPrefix(bits == IPV6_BITS, padded.getLong(), padded.getLong(), bits);
  }

  /**
   * Creates a prefix from the bits of an address and clears its host bits.
   *
   * @param ipv6 true for IPv6, false for IPv4
   * @param high as {@link #highBits} returns it
   * @param low as {@link #lowBits} returns it
   * @param length 0 to 32 for IPv4, 0 to 128 for IPv6
   * @return the prefix that contains the address
   * @throws IllegalArgumentException if the length is out of range
   */
  public static IpPrefix ofBits(boolean ipv6, long high, long low, int length) {
    checkLength(length, ipv6 ? IPV6_BITS : IPV4_BITS);
    return new IpPrefix(ipv6, high, low, length);
  }

  /**
   * Returns whether {@link #ofBits} would return this prefix. Allocates nothing.
   *
   * @param ipv6Address as {@code ipv6} in {@link #ofBits}
   * @param addressHigh as {@code high} in {@link #ofBits}
   * @param addressLow as {@code low} in {@link #ofBits}
   * @param prefixLength as {@code length} in {@link #ofBits}
   * @return true if the prefixes are equal
   */
  public boolean isOfBits(
      boolean ipv6Address, long addressHigh, long addressLow, int prefixLength) {
    return ipv6 == ipv6Address
        && length == prefixLength
        && high == (addressHigh & highMask(prefixLength))
        && low == (addressLow & lowMask(prefixLength));
  }

  /**
   * Parses {@code address/length} or a single address. A single address gives the prefix that
   * contains only this address. Accepts only literal addresses, and never uses a name service.
   *
   * @param text such as {@code 10.0.0.0/8}, {@code 192.0.2.7} or {@code 2001:db8::/32}
   * @return the prefix
   * @throws IllegalArgumentException if the text is not a literal prefix, has host bits set beyond
   *     the length, contains a scope, or is an IPv4-mapped IPv6 address
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = parseAddress(slash < 0 ? text : text.substring(0, slash), text);
    int bits = address instanceof Inet4Address ? IPV4_BITS : IPV6_BITS;
    int length = slash < 0 ? bits : parseLength(text.substring(slash + 1), text);
    checkLength(length, bits);
    IpPrefix prefix = masked(address, length);
    if (!prefix.address().equals(address)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has bits set beyond its length; the prefix would be " + prefix);
    }
    return prefix;
  }

  private static InetAddress parseAddress(String literal, String text) {
    // InetAddresses would resolve a scope to an interface of this machine, and accepts digits of
    // any script.
    if (!LITERAL_CHARACTERS.matchesAllOf(literal) || !InetAddresses.isInetAddress(literal)) {
      throw new IllegalArgumentException("\"" + text + "\" is not an address or prefix literal");
    }
    InetAddress address = InetAddresses.forString(literal);
    if (address instanceof Inet4Address && literal.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is an IPv4-mapped IPv6 address; write the IPv4 address");
    }
    return address;
  }

  private static int parseLength(String digits, String text) {
    if (!isPlainNumber(digits)) {
      throw new IllegalArgumentException("\"" + text + "\" has no valid prefix length");
    }
    return Integer.parseInt(digits);
  }

  /** Returns whether a text is a number of 1 to 3 ASCII digits without a leading zero. */
  private static boolean isPlainNumber(String digits) {
    boolean leadingZero = digits.length() > 1 && digits.charAt(0) == '0';
    return !digits.isEmpty()
        && digits.length() <= MOST_LENGTH_DIGITS
        && !leadingZero
        && DIGITS.matchesAllOf(digits);
  }

  private static void checkLength(int length, int bits) {
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException(
          "a prefix length must be 0 to " + bits + " here, not " + length);
    }
  }

  /** {@return the first address of the prefix} */
  public InetAddress address() {
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      // InetAddress would turn an IPv4-mapped address into an IPv4 address.
      return ipv6
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(Arrays.copyOf(bytes, 4));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are always an address", e);
    }
  }

  /**
   * {@return the first 64 bits of the address. An IPv4 address is in the upper 32 bits, and the
   * lower 32 bits are 0}
   */
  public long highBits() {
    return high;
  }

  /** {@return the last 64 bits of an IPv6 address; 0 for IPv4} */
  public long lowBits() {
    return low;
  }

  /** {@return the number of leading bits that are fixed, 0 to 32 for IPv4, 0 to 128 for IPv6} */
  public int length() {
    return length;
  }

  /** {@return true for a prefix of IPv6 addresses, false for IPv4} */
  public boolean isIpv6() {
    return ipv6;
  }

  /** {@return whether this is {@code 0.0.0.0/0} or {@code ::/0}} */
  public boolean isDefaultRoute() {
    return length == 0;
  }

  /**
   * Returns whether this prefix contains all addresses of another prefix.
   *
   * @param other the other prefix
   * @return true if this prefix contains the other prefix or equals it
   */
  public boolean contains(IpPrefix other) {
    return ipv6 == other.ipv6
        && length <= other.length
        && high == (other.high & highMask(length))
        && low == (other.low & lowMask(length));
  }

  /**
   * Returns whether two prefixes have an address in common.
   *
   * @param other the other prefix
   * @return true if one of the two prefixes contains the other
   */
  public boolean overlaps(IpPrefix other) {
    return contains(other) || other.contains(this);
  }

  /**
   * Returns the prefix of the given length that contains this prefix.
   *
   * @param shorter 0 to this prefix's length
   * @return the enclosing prefix of that length
   * @throws IllegalArgumentException if the length is out of range
   */
  public IpPrefix truncate(int shorter) {
    checkLength(shorter, length);
    return new IpPrefix(ipv6, high, low, shorter);
  }

  private static long highMask(int length) {
    return length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  @Override
  public int compareTo(IpPrefix other) {
    int order = Boolean.compare(ipv6, other.ipv6);
    if (order == 0) {
      order = Long.compareUnsigned(high, other.high);
    }
    if (order == 0) {
      order = Long.compareUnsigned(low, other.low);
    }
    return order != 0 ? order : Short.compare(length, other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpPrefix prefix && compareTo(prefix) == 0;
  }

  @Override
  public int hashCode() {
    return (Long.hashCode(high) * 31 + Long.hashCode(low)) * 31 + length + (ipv6 ? 131 : 0);
  }

  /** Returns the form {@code address/length}, as wg(8) prints allowed IPs. */
  @Override
  public String toString() {
    return InetAddresses.toAddrString(address()) + "/" + length;
  }
}
