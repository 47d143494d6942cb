package io.jitpeers.wireguard;

import java.util.Arrays;

/**
 * The whitepaper's Kdf (section 5.4): HKDF (RFC 5869) without info, on HMAC-BLAKE2s (RFC 2104).
 * Keys, salts and outputs are arrays of 8 words. The words hold 32 bytes in little-endian order.
 * Not thread-safe.
 *
 * <p>This class calls the compression function of BLAKE2s directly. The two key blocks of HMAC are
 * compressed once for both outputs of a derivation, and a derivation allocates no memory. Bouncy
 * Castle's HKDF takes more than twice as long.
 */
final class KeyDerivation {
  private static final int HASH_LENGTH = 32;
  private static final int WORDS = HASH_LENGTH / Integer.BYTES;
  private static final int INNER_PAD = 0x36363636;
  private static final int OUTER_PAD = 0x5C5C5C5C;

  private final int[] w = new int[Blake2s.WORDS];
  private final int[] inner = new int[WORDS];
  private final int[] outer = new int[WORDS];
  private final int[] output = new int[WORDS];

  /**
   * A salt of HKDF that is the same in every handshake. HMAC's two key blocks are compressed once,
   * when the salt is created, and the results are kept.
   */
  static final class Salt {
    private final int[] inner;
    private final int[] outer;

    /** Creates a salt from a public value of 8 words. */
    Salt(int[] publicValue) {
      KeyDerivation derivation = new KeyDerivation();
      derivation.setKey(publicValue);
      inner = derivation.inner;
      outer = derivation.outer;
    }
  }

  /**
   * Begins a derivation with a salt whose key blocks are already compressed.
   *
   * @param input the input keying material, as in {@link #extract(int[], int[])}
   */
  void extract(Salt salt, int[] input) {
    System.arraycopy(salt.inner, 0, inner, 0, WORDS);
    System.arraycopy(salt.outer, 0, outer, 0, WORDS);
    extract(input);
  }

  /**
   * Begins a derivation.
   *
   * @param chainingKey HKDF's salt; not changed
   * @param input the input keying material, which {@link #first} and {@link #second} expand; not
   *     changed
   */
  void extract(int[] chainingKey, int[] input) {
    setKey(chainingKey);
    extract(input);
  }

  private void extract(int[] input) {
    System.arraycopy(input, 0, w, Blake2s.BLOCK, WORDS);
    Arrays.fill(w, Blake2s.BLOCK + WORDS, Blake2s.STATE, 0);
    authenticate(HASH_LENGTH);
    setKey(output);
  }

  /** Derives the first output. The target may be the array of the chaining key. */
  void first(int[] target) {
    Arrays.fill(w, Blake2s.BLOCK, Blake2s.STATE, 0);
    w[Blake2s.BLOCK] = 1;
    authenticate(1);
    System.arraycopy(output, 0, target, 0, WORDS);
  }

  /** Derives the second output. Called after {@link #first}. */
  void second(int[] target) {
    System.arraycopy(output, 0, w, Blake2s.BLOCK, WORDS);
    Arrays.fill(w, Blake2s.BLOCK + WORDS, Blake2s.STATE, 0);
    w[Blake2s.BLOCK + WORDS] = 2;
    authenticate(HASH_LENGTH + 1);
    System.arraycopy(output, 0, target, 0, WORDS);
  }

  /**
   * Compresses the two key blocks of HMAC: the key with the inner padding and the key with the
   * outer padding.
   */
  private void setKey(int[] key) {
    padded(key, INNER_PAD, inner);
    padded(key, OUTER_PAD, outer);
  }

  private void padded(int[] key, int pad, int[] state) {
    for (int i = 0; i < WORDS; i++) {
      w[Blake2s.BLOCK + i] = key[i] ^ pad;
    }
    Arrays.fill(w, Blake2s.BLOCK + WORDS, Blake2s.STATE, pad);
    Blake2s.start(w, HASH_LENGTH, 0);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH, false);
    System.arraycopy(w, Blake2s.STATE, state, 0, WORDS);
  }

  /** Computes the HMAC of the first {@code length} bytes of the message block. */
  private void authenticate(int length) {
    System.arraycopy(inner, 0, w, Blake2s.STATE, WORDS);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH + length, true);
    System.arraycopy(w, Blake2s.STATE, w, Blake2s.BLOCK, WORDS);
    Arrays.fill(w, Blake2s.BLOCK + WORDS, Blake2s.STATE, 0);
    System.arraycopy(outer, 0, w, Blake2s.STATE, WORDS);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH + HASH_LENGTH, true);
    System.arraycopy(w, Blake2s.STATE, output, 0, WORDS);
  }

  /** Wipes all keys. */
  void wipe() {
    Arrays.fill(w, 0);
    Arrays.fill(inner, 0);
    Arrays.fill(outer, 0);
    Arrays.fill(output, 0);
  }
}
