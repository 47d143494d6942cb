package io.jitpeers.internal.common;

import io.jitpeers.wireguard.IpPrefix;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Packs prefixes into one array of bytes, in the given order. An IPv4 prefix takes 5 bytes and an
 * IPv6 prefix takes 17 bytes. For comparison, an {@link IpPrefix} takes 32 bytes and a reference.
 * Stateless.
 */
public final class PackedPrefixes {
  // A packed IPv6 prefix begins with this number plus its length, an IPv4 prefix with its length.
  private static final int IPV6 = 64;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private PackedPrefixes() {}

  /** Returns the packed form of prefixes. */
  public static byte[] pack(Collection<IpPrefix> prefixes) {
    int bytes = 0;
    for (IpPrefix prefix : prefixes) {
      bytes += 1 + (prefix.isIpv6() ? 2 * Long.BYTES : Integer.BYTES);
    }
    ByteBuffer packed = ByteBuffer.allocate(bytes);
    for (IpPrefix prefix : prefixes) {
      if (prefix.isIpv6()) {
        packed.put((byte) (IPV6 + prefix.length()));
        packed.putLong(prefix.highBits()).putLong(prefix.lowBits());
      } else {
        packed.put((byte) prefix.length()).putInt(ipv4(prefix));
      }
    }
    return packed.array();
  }

  /** Returns the prefixes of a packed form, as new objects. */
  public static List<IpPrefix> unpack(byte[] packed) {
    List<IpPrefix> prefixes = new ArrayList<>();
    ByteBuffer from = ByteBuffer.wrap(packed);
    while (from.hasRemaining()) {
      int first = Byte.toUnsignedInt(from.get());
      prefixes.add(
          first >= IPV6
              ? IpPrefix.ofBits(true, from.getLong(), from.getLong(), first - IPV6)
              : ofIpv4(from.getInt(), first));
    }
    return prefixes;
  }

  /**
   * Returns the index of the byte after the prefix that begins at the given index. The next prefix
   * begins there.
   */
  public static int next(byte[] packed, int at) {
    return at + 1 + (isIpv6(packed, at) ? 2 * Long.BYTES : Integer.BYTES);
  }

  public static boolean isIpv6(byte[] packed, int at) {
    return Byte.toUnsignedInt(packed[at]) >= IPV6;
  }

  /** Returns what {@link IpPrefix#highBits} would return for the prefix at an index. */
  public static long highBits(byte[] packed, int at) {
    return isIpv6(packed, at)
        ? (long) LONGS.get(packed, at + 1)
        : (long) (int) INTS.get(packed, at + 1) << Integer.SIZE;
  }

  /** Returns what {@link IpPrefix#lowBits} would return for the prefix at an index. */
  public static long lowBits(byte[] packed, int at) {
    return isIpv6(packed, at) ? (long) LONGS.get(packed, at + 1 + Long.BYTES) : 0;
  }

  /** Returns the prefix length, in bits, of the prefix that begins at the given index. */
  public static int length(byte[] packed, int at) {
    int first = Byte.toUnsignedInt(packed[at]);
    return first >= IPV6 ? first - IPV6 : first;
  }

  /** Returns the address of an IPv4 prefix as an int. */
  public static int ipv4(IpPrefix prefix) {
    return (int) (prefix.highBits() >>> Integer.SIZE);
  }

  /** Returns an IPv4 prefix from its address and length. */
  public static IpPrefix ofIpv4(int address, int length) {
    return IpPrefix.ofBits(false, (long) address << Integer.SIZE, 0, length);
  }
}
