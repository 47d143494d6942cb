package io.jitpeers.internal.hotset;

import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of a {@link PrefixTable}. One array contains prefixes of one family (IPv4 or IPv6), in
 * sorted order. A second array contains, at the same indexes, the keys of the peers that hold the
 * prefixes. An entry takes 9 bytes for IPv4 and 21 for IPv6. A block has fewer than twice {@value
 * #STEP} unused entries. Not thread-safe.
 */
final class PrefixBlock {
  /** The maximum number of entries in a block. */
  static final int MOST = 128;

  /** The number of entries by which the arrays grow and shrink. */
  private static final int STEP = 16;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final boolean ipv6;
  // For each entry the bytes of the address, then the length.
  private byte[] prefixes;
  private @Nullable PublicKey[] holders;
  private int size;

  PrefixBlock(boolean ipv6) {
    this(ipv6, new byte[STEP * width(ipv6)], new PublicKey[STEP], 0);
  }

  private PrefixBlock(boolean ipv6, byte[] prefixes, @Nullable PublicKey[] holders, int size) {
    this.ipv6 = ipv6;
    this.prefixes = prefixes;
    this.holders = holders;
    this.size = size;
  }

  private static int width(boolean ipv6) {
    return (ipv6 ? 2 * Long.BYTES : Integer.BYTES) + 1;
  }

  int size() {
    return size;
  }

  IpPrefix prefix(int at) {
    int offset = at * width(ipv6);
    int length = Byte.toUnsignedInt(prefixes[offset + width(ipv6) - 1]);
    return ipv6
        ? IpPrefix.ofBits(true, longAt(offset), longAt(offset + Long.BYTES), length)
        : PackedPrefixes.ofIpv4((int) INTS.get(prefixes, offset), length);
  }

  PublicKey holder(int at) {
    return Objects.requireNonNull(holders[at]);
  }

  void setHolder(int at, PublicKey holder) {
    holders[at] = holder;
  }

  /**
   * Returns the index of a prefix of this block's family. If the block does not contain the prefix,
   * returns {@code -1 - i}, where {@code i} is the index at which the prefix would be inserted.
   */
  int find(IpPrefix prefix) {
    return find(prefix.highBits(), prefix.lowBits(), prefix.length());
  }

  /** Like {@link #find(IpPrefix)}, but takes the bits and the length of the prefix. */
  int find(long highBits, long lowBits, int length) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(middle, highBits, lowBits, length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /**
   * Compares the entry at an index with a prefix of the same family, in the order of {@link
   * IpPrefix}.
   */
  int compare(int at, long highBits, long lowBits, int length) {
    int offset = at * width(ipv6);
    int order;
    if (ipv6) {
      order = Long.compareUnsigned(longAt(offset), highBits);
      if (order == 0) {
        order = Long.compareUnsigned(longAt(offset + Long.BYTES), lowBits);
      }
    } else {
      order =
          Integer.compareUnsigned(
              (int) INTS.get(prefixes, offset), (int) (highBits >>> Integer.SIZE));
    }
    return order == 0 ? Byte.toUnsignedInt(prefixes[offset + width(ipv6) - 1]) - length : order;
  }

  private long longAt(int offset) {
    return (long) LONGS.get(prefixes, offset);
  }

  /** Inserts an entry at an index. The block must not be full. */
  void insert(int at, IpPrefix prefix, PublicKey holder) {
    if (size == holders.length) {
      resize(size + STEP);
    }
    move(at, at + 1);
    int offset = at * width(ipv6);
    if (ipv6) {
      LONGS.set(prefixes, offset, prefix.highBits());
      LONGS.set(prefixes, offset + Long.BYTES, prefix.lowBits());
    } else {
      INTS.set(prefixes, offset, PackedPrefixes.ipv4(prefix));
    }
    prefixes[offset + width(ipv6) - 1] = (byte) prefix.length();
    holders[at] = holder;
    size++;
  }

  void remove(int at) {
    move(at + 1, at);
    holders[--size] = null;
    if (holders.length - size >= 2 * STEP) {
      resize(holders.length - STEP);
    }
  }

  /**
   * Shifts the entry at index {@code from} and all entries after it, so that the first of them is
   * at index {@code to}.
   */
  private void move(int from, int to) {
    int width = width(ipv6);
    System.arraycopy(prefixes, from * width, prefixes, to * width, (size - from) * width);
    System.arraycopy(holders, from, holders, to, size - from);
  }

  private void resize(int capacity) {
    prefixes = Arrays.copyOf(prefixes, capacity * width(ipv6));
    holders = Arrays.copyOf(holders, capacity);
  }

  /** Moves the upper half of the entries into a new block and returns the new block. */
  PrefixBlock split() {
    int half = size / 2;
    int width = width(ipv6);
    PrefixBlock upper =
        new PrefixBlock(
            ipv6,
            Arrays.copyOfRange(prefixes, half * width, size * width),
            Arrays.copyOfRange(holders, half, size),
            size - half);
    size = half;
    resize(half);
    return upper;
  }

  /** Appends the entries of the block that follows this one. */
  void append(PrefixBlock next) {
    int width = width(ipv6);
    resize(size + next.size);
    System.arraycopy(next.prefixes, 0, prefixes, size * width, next.size * width);
    System.arraycopy(next.holders, 0, holders, size, next.size);
    size += next.size;
  }
}
