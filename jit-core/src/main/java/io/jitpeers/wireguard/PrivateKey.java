package io.jitpeers.wireguard;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * A static private key: 32 secret bytes, clamped as RFC 7748 section 5 demands. A key of 32 zero
 * bytes, clamped or not, is refused, because for wg(8) and the kernel this value means that an
 * interface has no private key.
 *
 * <p>Thread-safe. Equality takes constant time. {@code toString} never shows the key. After {@link
 * #destroy} the bytes are zero and every use throws {@link IllegalStateException}.
 */
public final class PrivateKey extends SecretKey {
  /** The length of a private key in bytes. */
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

  /**
   * Refuses the clamped form of the all-zero key. The only set bit of this form is the bit that
   * clamping sets.
   */
  private static byte[] requireKey(byte[] clamped) {
    int bits = clamped[LENGTH - 1] & 0xBF;
    for (int i = 0; i < LENGTH - 1; i++) {
      bits |= clamped[i];
    }
    if (bits == 0) {
      throw new IllegalArgumentException(
          "a private key must not be all zeros, which WireGuard reads as no key; make one with wg"
              + " genkey");
    }
    return clamped;
  }

  /**
   * Creates a key from its bytes.
   *
   * @param bytes exactly 32 bytes; copied; only the copy is clamped
   * @return the key
   * @throws IllegalArgumentException if the length is not 32, or all bytes are zero
   */
  public static PrivateKey ofBytes(byte[] bytes) {
    return new PrivateKey(Keys.copyOf(bytes, "a private key"));
  }

  /**
   * Parses a key in the form that {@code wg genkey} prints.
   *
   * @param text canonical base64, 44 characters
   * @return the key
   * @throws IllegalArgumentException if the text is anything else, or if all bytes of the key are
   *     zero; the message does not quote the text
   */
  public static PrivateKey ofBase64(String text) {
    return new PrivateKey(Keys.fromBase64(text, "a private key"));
  }

  /**
   * Creates a new random key.
   *
   * @param random the source of the bytes
   * @return the key
   * @throws IllegalArgumentException if the source returns 32 zero bytes, as a defective source may
   */
  public static PrivateKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new PrivateKey(bytes);
  }

  /**
   * Returns the public key that belongs to this private key. The public key stays available after
   * {@link #destroy}.
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

  /** Returns a text without the key. */
  @Override
  public String toString() {
    return "PrivateKey[redacted]";
  }
}
