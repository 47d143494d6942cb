package io.jitpeers.crypto;

import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * The public keys of low order: 0, 1, the two points of order 8, and p - 1, p and p + 1 for the
 * prime p = 2^255 - 19. A key agreement with such a public key yields a shared secret of zeros, so
 * these public keys are refused (RFC 7748 section 6.1).
 */
final class LowOrderPoints {
  private static final int LENGTH = 32;

  private static final byte[][] ALL =
      Stream.of(
              "00".repeat(LENGTH),
              "01" + "00".repeat(LENGTH - 1),
              "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
              "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
              "ec" + "ff".repeat(LENGTH - 2) + "7f",
              "ed" + "ff".repeat(LENGTH - 2) + "7f",
              "ee" + "ff".repeat(LENGTH - 2) + "7f")
          .map(HexFormat.of()::parseHex)
          .toArray(byte[][]::new);

  private LowOrderPoints() {}

  /** Returns whether a public key is of low order. The key's highest bit is ignored. */
  static boolean contains(byte[] point, int offset) {
    for (byte[] low : ALL) {
      int difference = 0;
      for (int i = 0; i < LENGTH; i++) {
        int mask = i == LENGTH - 1 ? 0x7F : 0xFF;
        difference |= (low[i] ^ point[offset + i]) & mask;
      }
      if (difference == 0) {
        return true;
      }
    }
    return false;
  }
}
