package io.jitpeers.wireguard;

import java.util.Arrays;

/**
 * The compression function of BLAKE2s (RFC 7693 section 3.2) on {@value #LANES} independent inputs
 * (lanes) at once. Each word of {@link Blake2s} is an array here, with one element for each lane,
 * and every step is a loop over the lanes. HotSpot compiles such a loop to vector instructions. The
 * steps of a single input depend on each other and cannot be vectorized. Not thread-safe.
 */
final class Blake2sLanes {
  /**
   * The number of lanes. A vectorized loop processes its first and last few lanes one by one, and
   * these lanes are slow. With more lanes, the share of slow lanes is smaller, so the average time
   * per lane is shorter. Times per lane for a digest of two blocks: 120 ns with 32 lanes, 97 ns
   * with 64, 65 ns with 128, 52 ns with 256 (JDK 17, AVX-512). The data of 512 lanes would not fit
   * into a level 1 cache.
   */
  static final int LANES = 256;

  private static final int STATE_WORDS = 8;
  private static final int ROUND = 16;

  private final int[][] state = new int[STATE_WORDS][LANES];
  private final int[][] v = new int[2 * STATE_WORDS][LANES];

  /** Initializes the chained state of all lanes. */
  void start(int[] words) {
    for (int i = 0; i < STATE_WORDS; i++) {
      Arrays.fill(state[i], words[i]);
    }
  }

  /** Returns one word of the chained state of each lane. */
  int[] state(int word) {
    return state[word];
  }

  /**
   * Compresses a message block of each lane into the lane's chained state.
   *
   * @param m the blocks of all lanes: {@code m[i][j]} is word i, 0 to 15, of the block of lane j
   * @param count the number of bytes hashed so far, including this block without its padding
   * @param last whether this is the final block
   */
  void compress(int[][] m, int count, boolean last) {
    for (int i = 0; i < STATE_WORDS; i++) {
      System.arraycopy(state[i], 0, v[i], 0, LANES);
      Arrays.fill(v[STATE_WORDS + i], Blake2s.IV[i]);
    }
    Arrays.fill(v[12], Blake2s.IV[4] ^ count);
    Arrays.fill(v[14], Blake2s.IV[6] ^ (last ? -1 : 0));
    for (int s = 0; s < Blake2s.SIGMA.length; s += ROUND) {
      mix(v[0], v[4], v[8], v[12], m[Blake2s.SIGMA[s]], m[Blake2s.SIGMA[s + 1]]);
      mix(v[1], v[5], v[9], v[13], m[Blake2s.SIGMA[s + 2]], m[Blake2s.SIGMA[s + 3]]);
      mix(v[2], v[6], v[10], v[14], m[Blake2s.SIGMA[s + 4]], m[Blake2s.SIGMA[s + 5]]);
      mix(v[3], v[7], v[11], v[15], m[Blake2s.SIGMA[s + 6]], m[Blake2s.SIGMA[s + 7]]);
      mix(v[0], v[5], v[10], v[15], m[Blake2s.SIGMA[s + 8]], m[Blake2s.SIGMA[s + 9]]);
      mix(v[1], v[6], v[11], v[12], m[Blake2s.SIGMA[s + 10]], m[Blake2s.SIGMA[s + 11]]);
      mix(v[2], v[7], v[8], v[13], m[Blake2s.SIGMA[s + 12]], m[Blake2s.SIGMA[s + 13]]);
      mix(v[3], v[4], v[9], v[14], m[Blake2s.SIGMA[s + 14]], m[Blake2s.SIGMA[s + 15]]);
    }
    for (int i = 0; i < STATE_WORDS; i++) {
      fold(state[i], v[i], v[STATE_WORDS + i]);
    }
  }

  /**
   * The function G of RFC 7693 section 3.1. The number of lanes is a constant, so the compiler
   * knows how many vectors the loop needs. With a variable number, the compiled code was slower.
   */
  private static void mix(int[] va, int[] vb, int[] vc, int[] vd, int[] x, int[] y) {
    for (int lane = 0; lane < LANES; lane++) {
      int a = va[lane];
      int b = vb[lane];
      int c = vc[lane];
      int d = vd[lane];
      a += b + x[lane];
      d = rotateRight(d ^ a, 16);
      c += d;
      b = rotateRight(b ^ c, 12);
      a += b + y[lane];
      d = rotateRight(d ^ a, 8);
      c += d;
      b = rotateRight(b ^ c, 7);
      va[lane] = a;
      vb[lane] = b;
      vc[lane] = c;
      vd[lane] = d;
    }
  }

  private static int rotateRight(int word, int bits) {
    return (word >>> bits) | (word << (Integer.SIZE - bits));
  }

  private static void fold(int[] state, int[] low, int[] high) {
    for (int lane = 0; lane < LANES; lane++) {
      state[lane] ^= low[lane] ^ high[lane];
    }
  }
}
