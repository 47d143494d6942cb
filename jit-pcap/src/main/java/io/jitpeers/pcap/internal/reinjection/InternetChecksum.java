package io.jitpeers.pcap.internal.reinjection;

import java.nio.ByteBuffer;

/** The checksum of IPv4 headers and of UDP datagrams (RFC 1071). */
final class InternetChecksum {
  private InternetChecksum() {}

  /**
   * Adds 16-bit words.
   *
   * @param bytes big-endian; read with absolute gets
   * @param from the index of the first byte
   * @param length the number of bytes; if it is odd, a zero byte is appended
   * @return a partial sum; {@link #ofSum} converts one partial sum, or the total of several, to a
   *     checksum
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
