package io.jitpeers.wireguard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Holds the chaining key, the transcript hash and the current encryption key of one handshake
 * (Noise specification section 5.2). The names and the order of the steps follow section 5.4.2 of
 * the whitepaper. Not thread-safe.
 */
final class SymmetricState {
  static final int TAG_LENGTH = 16;

  private static final int HASH_LENGTH = 32;
  private static final byte[] NONCE_ZERO = new byte[12];
  private static final byte[] INITIAL_CHAINING_KEY =
      hash(new byte[0], ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"));
  private static final byte[] PROTOCOL_HASH =
      hash(INITIAL_CHAINING_KEY, ascii("WireGuard v1 zx2c4 Jason@zx2c4.com"));

  private static final KeyDerivation.Salt INITIAL_SALT =
      new KeyDerivation.Salt(LittleEndian.words(INITIAL_CHAINING_KEY));

  private final ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
  private final KeyDerivation derivation = new KeyDerivation();
  private final TranscriptHash hash;
  private final int[] chainingKey = new int[HASH_LENGTH / Integer.BYTES];
  private final int[] words = new int[HASH_LENGTH / Integer.BYTES];
  private final byte[] key = new byte[Keys.LENGTH];
  private final byte[] associated = new byte[HASH_LENGTH];

  /**
   * Starts a handshake.
   *
   * @param initialHash the initial hash for the responder's key; not changed
   */
  SymmetricState(byte[] initialHash) {
    this.hash = new TranscriptHash(initialHash);
  }

  /** Returns the transcript hash with which every handshake with a responder starts. */
  static byte[] initialHash(PublicKey responder) {
    return hash(PROTOCOL_HASH, responder.toBytes());
  }

  void mixHash(byte[] data, int offset, int length) {
    hash.mix(data, offset, length);
  }

  /**
   * Mixes in the initiator's ephemeral public key, which is read from 32 bytes of an array. This is
   * the first step of a handshake, so the step starts from the initial chaining key.
   */
  void mixEphemeral(byte[] data, int offset) {
    mixHash(data, offset, Keys.LENGTH);
    LittleEndian.read(data, offset, words, 0, words.length);
    derivation.extract(INITIAL_SALT, words);
    derivation.first(chainingKey);
  }

  /** Mixes in a Diffie-Hellman result and derives the key of the next field. */
  void mixKey(byte[] secret) {
    LittleEndian.read(secret, 0, words, 0, words.length);
    derivation.extract(chainingKey, words);
    derivation.first(chainingKey);
    derivation.second(words);
    LittleEndian.write(words, key);
  }

  /**
   * Decrypts a field. If another field follows, the caller then mixes the ciphertext into the
   * transcript hash.
   *
   * @param plain receives the plaintext; undefined if this method returns false
   * @return false if the field fails authentication
   */
  boolean decrypt(byte[] message, int offset, int length, byte[] plain) {
    // Each key encrypts one field only, so the nonce is always zero (whitepaper section 5.4.2).
    KeyParameter parameter = new KeyParameter(key);
    cipher.init(false, new ParametersWithIV(parameter, NONCE_ZERO));
    Arrays.fill(parameter.getKey(), (byte) 0);
    hash.copyTo(associated);
    cipher.processAADBytes(associated, 0, HASH_LENGTH);
    try {
      int written = cipher.processBytes(message, offset, length, plain, 0);
      cipher.doFinal(plain, written);
    } catch (InvalidCipherTextException e) {
      // A wrong tag is one of the two normal results of this method, so the exception is not passed
      // on.
      return false;
    }
    return true;
  }

  /** Wipes the keys, except for copies that the cipher and the JVM may keep. */
  void wipe() {
    Arrays.fill(chainingKey, 0);
    Arrays.fill(words, 0);
    derivation.wipe();
    Arrays.fill(key, (byte) 0);
  }

  private static byte[] hash(byte[] first, byte[] second) {
    Blake2sDigest digest = new Blake2sDigest(HASH_LENGTH * 8);
    digest.update(first, 0, first.length);
    digest.update(second, 0, second.length);
    byte[] result = new byte[HASH_LENGTH];
    digest.doFinal(result, 0);
    return result;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
