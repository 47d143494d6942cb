package io.jitpeers.wireguard;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * A static private key: 32 secret bytes, clamped as RFC 7748 section 5 demands. 32 zero bytes are
 * not a key: wg(8) and the kernel use them for an interface that has none, so they are refused,
 * before and after clamping.
 *
 * <p>Thread-safe. Equality takes constant time. {@code toString} never shows the key. After {@link
 * #destroy} the bytes are zero and every use throws {@link IllegalStateException}.
 */
public final class PrivateKey extends SecretKey {
  /** Bytes in a private key. */
  public static final int LENGTH = Keys.LENGTH;

  private final PublicKey publicKey;

  private PrivateKey(byte[] owned) {
    super(requireKey(clamped(owned)), "the private key");
    byte[] point = new byte[LENGTH];
    X25519.scalarMultBase(owned, 0, point, 0);
    this.publicKey = PublicKey.ofBytes(point);
  }

  private static byte[] clamped(byte[] owned) {
    owned[0] &= (byte) 0xF8;
    owned[31] = (byte) ((owned[31] & 0x7F) | 0x40);
    return owned;
  }

  /** Refuses what is zero but for the bit that clamping sets. */
  private static byte[] requireKey(byte[] clamped) {
    int bits = clamped[LENGTH - 1] & 0xBF;
    for (int i = 0; i < LENGTH - 1; i++) {
      bits |= clamped[i];
    }
    if (bits == 0) {
      throw new IllegalArgumentException(
          "a private key must not be all zeros, which WireGuard takes for none; make one with wg"
              + " genkey");
    }
    return clamped;
  }

  /**
   * Creates a key of its bytes.
   *
   * @param bytes exactly 32 bytes; copied, and clamped in the copy
   * @return the key
   * @throws IllegalArgumentException if there are not 32, or all of them are zero
   */
  public static PrivateKey ofBytes(byte[] bytes) {
    return new PrivateKey(Keys.copyOf(bytes, "a private key"));
  }

  /**
   * Reads the form that {@code wg genkey} prints.
   *
   * @param text canonical base64, 44 characters
   * @return the key
   * @throws IllegalArgumentException if the text is anything else, or the key of 32 zero bytes; the
   *     message does not quote it
   */
  public static PrivateKey ofBase64(String text) {
    return new PrivateKey(Keys.fromBase64(text, "a private key"));
  }

  /**
   * Creates a new random key.
   *
   * @param random where the bytes come from
   * @return the key
   * @throws IllegalArgumentException if it gives 32 zero bytes, as one that does not work may
   */
  public static PrivateKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new PrivateKey(bytes);
  }

  /**
   * Returns the public key that belongs to this key. It stays available after {@link #destroy}.
   *
   * @return the public key
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PrivateKey key && publicKey.equals(key.publicKey) && sameAs(key);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  /** Never the key itself. */
  @Override
  public String toString() {
    return "PrivateKey[redacted]";
  }
}
