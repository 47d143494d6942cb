package io.jitpeers.testkit.wireguard;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The whitepaper's functions DH, Hash, Mac and Aead (section 5.4), implemented with Bouncy Castle.
 * Pure functions.
 */
final class Primitives {
  static final int KEY_LENGTH = 32;
  static final int TAG_LENGTH = 16;
  static final int MAC_LENGTH = 16;

  private static final byte[] MAC1_LABEL = "mac1----".getBytes(StandardCharsets.US_ASCII);

  private Primitives() {}

  /** Returns DH(private, public). */
  static byte[] agree(PrivateKey key, byte[] publicKey) throws HandshakeException {
    byte[] secret = new byte[KEY_LENGTH];
    Messages.require(
        X25519.calculateAgreement(key.toBytes(), 0, publicKey, 0, secret, 0),
        "a public key is a low-order point");
    return secret;
  }

  /**
   * Returns DH(private, public) of a private key and a gateway's public key.
   *
   * @throws IllegalArgumentException if the gateway's public key is a low-order point, which is a
   *     mistake of the test that chose the public key
   */
  static byte[] agreeWith(PublicKey gateway, PrivateKey key) {
    try {
      return agree(key, gateway.toBytes());
    } catch (HandshakeException e) {
      throw new IllegalArgumentException(
          "the gateway's key " + gateway + " is a low-order point: no handshake is possible", e);
    }
  }

  static Blake2sDigest newHash() {
    return new Blake2sDigest(KEY_LENGTH * 8);
  }

  static byte[] hash(byte[]... parts) {
    return finish(newHash(), parts);
  }

  /**
   * Returns the MAC1 of a message, computed over its first {@code length} bytes, for a receiver's
   * static public key.
   */
  static byte[] mac1(PublicKey receiver, byte[] message, int length) {
    byte[] key = hash(MAC1_LABEL, receiver.toBytes());
    return finish(new Blake2sDigest(key, MAC_LENGTH, null, null), Arrays.copyOf(message, length));
  }

  static byte[] seal(byte[] key, long counter, byte[] plain, byte[] additional) {
    try {
      return aead(true, key, counter, plain, additional);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("sealing checks no tag", e);
    }
  }

  static byte[] open(byte[] key, long counter, byte[] sealed, byte[] additional)
      throws InvalidCipherTextException {
    return aead(false, key, counter, sealed, additional);
  }

  private static byte[] aead(
      boolean seal, byte[] key, long counter, byte[] input, byte[] additional)
      throws InvalidCipherTextException {
    byte[] nonce =
        ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(0).putLong(counter).array();
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(seal, new AEADParameters(new KeyParameter(key), TAG_LENGTH * 8, nonce, additional));
    byte[] output = new byte[cipher.getOutputSize(input.length)];
    int written = cipher.processBytes(input, 0, input.length, output, 0);
    cipher.doFinal(output, written);
    return output;
  }

  private static byte[] finish(Blake2sDigest digest, byte[]... parts) {
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] result = new byte[digest.getDigestSize()];
    digest.doFinal(result, 0);
    return result;
  }
}
