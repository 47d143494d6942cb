package io.jitpeers.wireguard;

/**
 * An implementation of X25519, the Diffie-Hellman function of WireGuard (RFC 7748 section 5).
 * Opening an initiation takes one or two X25519 operations, and they account for most of the time
 * that the opening takes.
 *
 * <p>Implementations are thread-safe.
 */
public interface KeyAgreement25519 {

  /**
   * Returns Bouncy Castle's implementation, which needs no native code and is always available.
   *
   * @return the implementation
   */
  static KeyAgreement25519 bouncyCastle() {
    return BouncyCastle25519.INSTANCE;
  }

  /**
   * Prepares operations with one private key.
   *
   * @param scalar 32 bytes, clamped as RFC 7748 section 5 demands; copied, never changed
   * @return the private key, to be destroyed after use
   * @throws java.security.ProviderException if the implementation fails
   */
  Key key(byte[] scalar);

  /** A private key that is ready for operations. Thread-safe. */
  interface Key {
    /**
     * Computes the secret that this private key shares with a public key.
     *
     * @param point an array that contains the public key, 32 bytes; its highest bit is ignored (RFC
     *     7748 section 5); not changed
     * @param offset where the public key begins
     * @param secret receives 32 bytes from index 0; must not be the same array as {@code point};
     *     undefined if this method returns false or throws
     * @return false if the result is all zeros, because the public key is a point of low order
     * @throws IllegalStateException if the key was destroyed
     * @throws java.security.ProviderException if the implementation failed
     */
    boolean agree(byte[] point, int offset, byte[] secret);

    /**
     * Wipes the private key, as far as the implementation can. An operation in progress on another
     * thread may complete normally or may throw {@link IllegalStateException}. Calling this method
     * again does nothing.
     */
    void destroy();
  }
}
