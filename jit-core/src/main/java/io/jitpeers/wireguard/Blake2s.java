package io.jitpeers.wireguard;

/**
 * The compression function of BLAKE2s (RFC 7693 section 3.2), on a caller's array.
 *
 * <p>Only MAC1 and {@link Blake2sLanes} use this class; all other code uses the digest of Bouncy
 * Castle. That digest allocates memory in each compression (288 bytes for one MAC1, measured). MAC1
 * is checked even for a flood of garbage, so the check must not allocate.
 */
final class Blake2s {
  static final int BLOCK_LENGTH = 64;

  /** The length of the array in ints: working vector, message block and chained state. */
  static final int WORDS = 40;

  /** The index in the array at which the message block begins. The block has 16 words. */
  static final int BLOCK = 16;

  /** The index in the array at which the chained state begins. The state has 8 words. */
  static final int STATE = 32;

  static final int[] IV = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
  };

  /** The ten rows of RFC 7693 section 2.7, one after the other. */
  static final byte[] SIGMA = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
    7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
    9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
    2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
    12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
    13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
    6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
    10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0
  };

  private Blake2s() {}

  /** Initializes the chained state for a digest and a key of the given lengths in bytes. */
  static void start(int[] w, int digestLength, int keyLength) {
    System.arraycopy(IV, 0, w, STATE, 8);
    // A fanout and a depth of 1 select the sequential mode (RFC 7693 section 2.5).
    w[STATE] ^= 0x01010000 ^ keyLength << 8 ^ digestLength;
  }

  /**
   * Compresses the message block into the chained state.
   *
   * @param w the array
   * @param count the number of bytes hashed so far, including this block without its padding
   * @param last whether this is the final block
   */
  static void compress(int[] w, int count, boolean last) {
    System.arraycopy(w, STATE, w, 0, 8);
    System.arraycopy(IV, 0, w, 8, 8);
    w[12] ^= count;
    w[14] ^= last ? -1 : 0;
    for (int s = 0; s < SIGMA.length; s += 16) {
      mix(w, 0, 4, 8, 12, s);
      mix(w, 1, 5, 9, 13, s + 2);
      mix(w, 2, 6, 10, 14, s + 4);
      mix(w, 3, 7, 11, 15, s + 6);
      mix(w, 0, 5, 10, 15, s + 8);
      mix(w, 1, 6, 11, 12, s + 10);
      mix(w, 2, 7, 8, 13, s + 12);
      mix(w, 3, 4, 9, 14, s + 14);
    }
    for (int i = 0; i < 8; i++) {
      w[STATE + i] ^= w[i] ^ w[i + 8];
    }
  }

  private static void mix(int[] w, int ai, int bi, int ci, int di, int sigma) {
    int a = w[ai];
    int b = w[bi];
    int c = w[ci];
    int d = w[di];
    a += b + w[BLOCK + SIGMA[sigma]];
    d = Integer.rotateRight(d ^ a, 16);
    c += d;
    b = Integer.rotateRight(b ^ c, 12);
    a += b + w[BLOCK + SIGMA[sigma + 1]];
    d = Integer.rotateRight(d ^ a, 8);
    c += d;
    b = Integer.rotateRight(b ^ c, 7);
    w[ai] = a;
    w[bi] = b;
    w[ci] = c;
    w[di] = d;
  }
}
