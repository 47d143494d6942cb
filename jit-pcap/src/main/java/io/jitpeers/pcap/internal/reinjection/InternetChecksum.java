package io.jitpeers.pcap.internal.reinjection;

import java.nio.ByteBuffer;

/** The checksum of IPv4 headers and UDP (RFC 1071). */
final class InternetChecksum {
  private InternetChecksum() {}

  /**
   * Adds up 16-bit words.
   *
   * @param bytes big-endian; read with absolute gets
   * @param from the first byte
   * @param length how many; an odd one counts as if a zero followed
   * @return what {@link #ofSum} makes a checksum of, alone or added to others
   */
  static long sum(ByteBuffer bytes, int from, int length) {
    long sum = 0;
    int end = from + length;
    int at = from;
    for (; at + 1 < end; at += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(at));
    }
    if (at < end) {
      sum += (long) Byte.toUnsignedInt(bytes.get(at)) << 8;
    }
    return sum;
  }

  /** Folds a sum into 16 bits and complements it. */
  static short ofSum(long sum) {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
