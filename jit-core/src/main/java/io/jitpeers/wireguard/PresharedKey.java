package io.jitpeers.wireguard;

import org.jspecify.annotations.Nullable;

/**
 * A preshared key: 32 secret bytes that both peers mix into message 2 of the handshake (whitepaper
 * section 5.4.3). Initiations do not depend on the preshared key. 32 zero bytes mean no preshared
 * key, as in wg(8) and the kernel: setting this value removes a peer's preshared key.
 *
 * <p>Thread-safe. Equality takes constant time. {@code toString} never shows the key. After {@link
 * #destroy} the bytes are zero and every use throws {@link IllegalStateException}.
 */
public final class PresharedKey extends SecretKey {
  /** The length of a preshared key in bytes. */
  public static final int LENGTH = Keys.LENGTH;

  private PresharedKey(byte[] owned) {
    super(owned, "the preshared key");
  }

  /**
   * Creates a key from its bytes.
   *
   * @param bytes exactly 32 bytes; copied; 32 zeros for no preshared key
   * @return the key
   * @throws IllegalArgumentException if the length is not 32
   */
  public static PresharedKey ofBytes(byte[] bytes) {
    return new PresharedKey(Keys.copyOf(bytes, "a preshared key"));
  }

  /**
   * Parses a key in the form that {@code wg genpsk} prints.
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

  /** Returns a fixed text, never the key. */
  @Override
  public String toString() {
    return "PresharedKey[redacted]";
  }
}
