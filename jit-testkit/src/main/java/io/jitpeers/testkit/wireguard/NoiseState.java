package io.jitpeers.testkit.wireguard;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.jspecify.annotations.Nullable;

/**
 * The handshake state that both sides compute: the chaining key C, the transcript hash H and the
 * key κ of the next encrypted field. Not thread-safe.
 */
final class NoiseState {
  private static final byte[] CONSTRUCTION = ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
  private static final byte[] IDENTIFIER = ascii("WireGuard v1 zx2c4 Jason@zx2c4.com");

  private byte[] chainingKey = Primitives.hash(CONSTRUCTION);
  private byte[] hash = Primitives.hash(chainingKey, IDENTIFIER);
  private byte[] key = new byte[Primitives.KEY_LENGTH];

  /** Starts a handshake with the responder that has the given static public key. */
  NoiseState(PublicKey responder) {
    mixHash(responder.toBytes());
  }

  /** Copies the current state of a handshake. */
  NoiseState(NoiseState other) {
    // The arrays can be shared, because they are replaced and never modified.
    this.chainingKey = other.chainingKey;
    this.hash = other.hash;
    this.key = other.key;
  }

  /** Sets H := Hash(H ‖ data). */
  void mixHash(byte[] data) {
    hash = Primitives.hash(hash, data);
  }

  /**
   * Mixes in an ephemeral public key that is sent unencrypted: H := Hash(H ‖ key), C := Kdf1(C,
   * key).
   */
  void mixEphemeral(byte[] publicKey) {
    mixHash(publicKey);
    chainingKey = kdf(publicKey, 1)[0];
  }

  /** Sets C := Kdf1(C, DH). */
  void mixChain(byte[] agreement) {
    chainingKey = kdf(agreement, 1)[0];
  }

  /** Sets (C, κ) := Kdf2(C, DH). */
  void mixKey(byte[] agreement) {
    byte[][] derived = kdf(agreement, 2);
    chainingKey = derived[0];
    key = derived[1];
  }

  /** Sets (C, τ, κ) := Kdf3(C, Q) and mixes τ into H. Q is zero if there is no preshared key. */
  void mixPresharedKey(@Nullable PresharedKey presharedKey) {
    byte[] shared = presharedKey == null ? new byte[Primitives.KEY_LENGTH] : presharedKey.toBytes();
    byte[][] derived = kdf(shared, 3);
    chainingKey = derived[0];
    mixHash(derived[1]);
    key = derived[2];
  }

  /** Encrypts a field with κ and mixes the ciphertext into H. */
  byte[] encrypt(byte[] plain) {
    byte[] sealed = Primitives.seal(key, 0, plain, hash);
    mixHash(sealed);
    return sealed;
  }

  /** Decrypts a field with κ and mixes the ciphertext into H. */
  byte[] decrypt(byte[] sealed) throws HandshakeException {
    try {
      byte[] plain = Primitives.open(key, 0, sealed, hash);
      mixHash(sealed);
      return plain;
    } catch (InvalidCipherTextException e) {
      throw new HandshakeException("a field fails authentication", e);
    }
  }

  /** Returns (initiator's sending key, responder's sending key) := Kdf2(C, ε). */
  byte[][] transportKeys() {
    return kdf(new byte[0], 2);
  }

  /**
   * Returns the outputs of the whitepaper's Kdf, which is HKDF without info. The key of Kdf is the
   * salt of HKDF.
   */
  private byte[][] kdf(byte[] input, int outputs) {
    HKDFBytesGenerator generator = new HKDFBytesGenerator(Primitives.newHash());
    generator.init(new HKDFParameters(input, chainingKey, null));
    byte[][] derived = new byte[outputs][Primitives.KEY_LENGTH];
    for (byte[] output : derived) {
      generator.generateBytes(output, 0, output.length);
    }
    return derived;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
