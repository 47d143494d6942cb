package io.jitpeers.wireguard;

import java.util.Arrays;

/**
 * The transcript hash of a handshake (Noise specification section 5.2): each step computes BLAKE2s
 * over the previous hash and the next field. Contains no secret. Not thread-safe.
 */
final class TranscriptHash {
  static final int LENGTH = 32;

  private final int[] w = new int[Blake2s.WORDS];
  private final int[] hash = new int[LENGTH / Integer.BYTES];

  /**
   * Creates a hash.
   *
   * @param initial the initial hash, 32 bytes
   */
  TranscriptHash(byte[] initial) {
    LittleEndian.read(initial, 0, hash, 0, hash.length);
  }

  /**
   * Mixes in a field.
   *
   * @param length the field's length, a multiple of 4 from 4 to 92
   */
  void mix(byte[] data, int offset, int length) {
    Blake2s.start(w, LENGTH, 0);
    System.arraycopy(hash, 0, w, Blake2s.BLOCK, hash.length);
    int inFirst = Math.min(length, Blake2s.BLOCK_LENGTH - LENGTH);
    fill(data, offset, inFirst, hash.length);
    int rest = length - inFirst;
    Blake2s.compress(w, LENGTH + inFirst, rest == 0);
    if (rest > 0) {
      fill(data, offset + inFirst, rest, 0);
      Blake2s.compress(w, LENGTH + length, true);
    }
    System.arraycopy(w, Blake2s.STATE, hash, 0, hash.length);
  }

  /**
   * Fills the message block, beginning at the word {@code from}, with bytes of an array and then
   * with zeros.
   */
  private void fill(byte[] data, int offset, int length, int from) {
    int words = length / Integer.BYTES;
    LittleEndian.read(data, offset, w, Blake2s.BLOCK + from, words);
    Arrays.fill(w, Blake2s.BLOCK + from + words, Blake2s.STATE, 0);
  }

  /** Writes the hash to an array of 32 bytes. */
  void copyTo(byte[] target) {
    LittleEndian.write(hash, target);
  }
}
