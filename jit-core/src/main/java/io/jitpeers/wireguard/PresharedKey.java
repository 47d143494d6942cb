package io.jitpeers.wireguard;

import org.jspecify.annotations.Nullable;

/**
 * A preshared key: 32 secret bytes that both peers mix into message 2 of the handshake (whitepaper
 * section 5.4.3). It is no part of an initiation. 32 zero bytes stand for no preshared key, as in
 * wg(8) and the kernel: a peer that gets them has none afterwards.
 *
 * <p>Thread-safe. Equality takes constant time. {@code toString} never shows the key. After {@link
 * #destroy} the bytes are zero and every use throws {@link IllegalStateException}.
 */
public final class PresharedKey extends SecretKey {
  /** Bytes in a preshared key. */
  public static final int LENGTH = Keys.LENGTH;

  private PresharedKey(byte[] owned) {
    super(owned, "the preshared key");
  }

  /**
   * Creates a key of its bytes.
   *
   * @param bytes exactly 32 bytes; copied; all of them zero for no preshared key
   * @return the key
   * @throws IllegalArgumentException if there are not 32
   */
  public static PresharedKey ofBytes(byte[] bytes) {
    return new PresharedKey(Keys.copyOf(bytes, "a preshared key"));
  }

  /**
   * Reads the form that {@code wg genpsk} prints.
   *
   * @param text canonical base64, 44 characters
   * @return the key
   * @throws IllegalArgumentException if the text is anything else; the message does not quote it
   */
  public static PresharedKey ofBase64(String text) {
    return new PresharedKey(Keys.fromBase64(text, "a preshared key"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PresharedKey key && sameAs(key);
  }

  @Override
  public int hashCode() {
    return hash();
  }

  /** Never the key itself. */
  @Override
  public String toString() {
    return "PresharedKey[redacted]";
  }
}
