package io.jitpeers.wireguard;

/**
 * The compression function of BLAKE2s (RFC 7693 section 3.2). The compression works on an array
 * that the caller provides.
 *
 * <p>{@link Mac1}, {@link Blake2sLanes}, {@link KeyDerivation} and {@link TranscriptHash} use this
 * class. The digest of Bouncy Castle allocates memory in each compression (288 bytes for one MAC1,
 * measured). MAC1 is checked even for a flood of garbage, so the check must not allocate.
 */
final class Blake2s {
  static final int BLOCK_LENGTH = 64;

  /**
   * The length, in ints, of the array on which {@link #compress} works. The array holds the working
   * vector, the message block and the chained state.
   */
  static final int WORDS = 40;

  /**
   * The index of the message block in the array on which {@link #compress} works. The block has 16
   * words.
   */
  static final int BLOCK = 16;

  /**
   * The index of the chained state in the array on which {@link #compress} works. The state has 8
   * words.
   */
  static final int STATE = 32;

  static final int[] IV = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19
  };

  /** The ten rows of the message schedule (RFC 7693 section 2.7), one after the other. */
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

  /**
   * The elements of {@link #SIGMA}, converted to indexes into the array on which {@link #compress}
   * works. The indexes have the type {@code int}, because the compiled code then needs fewer steps.
   */
  private static final int[] INDEX = new int[SIGMA.length];

  static {
    for (int i = 0; i < INDEX.length; i++) {
      INDEX[i] = BLOCK + SIGMA[i];
    }
  }

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
   * @param w an array of {@link #WORDS} elements, with the message block and the chained state
   * @param count the number of bytes hashed so far, including this block without its padding
   * @param last whether this is the final block
   */
  static void compress(int[] w, int count, boolean last) {
    int v0 = w[STATE];
    int v1 = w[STATE + 1];
    int v2 = w[STATE + 2];
    int v3 = w[STATE + 3];
    int v4 = w[STATE + 4];
    int v5 = w[STATE + 5];
    int v6 = w[STATE + 6];
    int v7 = w[STATE + 7];
    int v8 = IV[0];
    int v9 = IV[1];
    int v10 = IV[2];
    int v11 = IV[3];
    int v12 = IV[4] ^ count;
    int v13 = IV[5];
    int v14 = last ? ~IV[6] : IV[6];
    int v15 = IV[7];
    for (int s = 0; s < INDEX.length; s += 16) {
      v0 += v4 + w[INDEX[s]];
      v12 = Integer.rotateRight(v12 ^ v0, 16);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 12);
      v0 += v4 + w[INDEX[s + 1]];
      v12 = Integer.rotateRight(v12 ^ v0, 8);
      v8 += v12;
      v4 = Integer.rotateRight(v4 ^ v8, 7);
      v1 += v5 + w[INDEX[s + 2]];
      v13 = Integer.rotateRight(v13 ^ v1, 16);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 12);
      v1 += v5 + w[INDEX[s + 3]];
      v13 = Integer.rotateRight(v13 ^ v1, 8);
      v9 += v13;
      v5 = Integer.rotateRight(v5 ^ v9, 7);
      v2 += v6 + w[INDEX[s + 4]];
      v14 = Integer.rotateRight(v14 ^ v2, 16);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 12);
      v2 += v6 + w[INDEX[s + 5]];
      v14 = Integer.rotateRight(v14 ^ v2, 8);
      v10 += v14;
      v6 = Integer.rotateRight(v6 ^ v10, 7);
      v3 += v7 + w[INDEX[s + 6]];
      v15 = Integer.rotateRight(v15 ^ v3, 16);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 12);
      v3 += v7 + w[INDEX[s + 7]];
      v15 = Integer.rotateRight(v15 ^ v3, 8);
      v11 += v15;
      v7 = Integer.rotateRight(v7 ^ v11, 7);
      v0 += v5 + w[INDEX[s + 8]];
      v15 = Integer.rotateRight(v15 ^ v0, 16);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 12);
      v0 += v5 + w[INDEX[s + 9]];
      v15 = Integer.rotateRight(v15 ^ v0, 8);
      v10 += v15;
      v5 = Integer.rotateRight(v5 ^ v10, 7);
      v1 += v6 + w[INDEX[s + 10]];
      v12 = Integer.rotateRight(v12 ^ v1, 16);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 12);
      v1 += v6 + w[INDEX[s + 11]];
      v12 = Integer.rotateRight(v12 ^ v1, 8);
      v11 += v12;
      v6 = Integer.rotateRight(v6 ^ v11, 7);
      v2 += v7 + w[INDEX[s + 12]];
      v13 = Integer.rotateRight(v13 ^ v2, 16);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 12);
      v2 += v7 + w[INDEX[s + 13]];
      v13 = Integer.rotateRight(v13 ^ v2, 8);
      v8 += v13;
      v7 = Integer.rotateRight(v7 ^ v8, 7);
      v3 += v4 + w[INDEX[s + 14]];
      v14 = Integer.rotateRight(v14 ^ v3, 16);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 12);
      v3 += v4 + w[INDEX[s + 15]];
      v14 = Integer.rotateRight(v14 ^ v3, 8);
      v9 += v14;
      v4 = Integer.rotateRight(v4 ^ v9, 7);
    }
    w[STATE] ^= v0 ^ v8;
    w[STATE + 1] ^= v1 ^ v9;
    w[STATE + 2] ^= v2 ^ v10;
    w[STATE + 3] ^= v3 ^ v11;
    w[STATE + 4] ^= v4 ^ v12;
    w[STATE + 5] ^= v5 ^ v13;
    w[STATE + 6] ^= v6 ^ v14;
    w[STATE + 7] ^= v7 ^ v15;
  }
}
