package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * Computes X25519 with OpenSSL 3 and one private key. Thread-safe. Shared secrets are wiped from
 * native memory after each operation. After {@link #close}, the private key is wiped as soon as no
 * operation uses it. If this object is never closed, the private key is wiped after the object has
 * been garbage-collected.
 */
public final class OpenSslX25519 implements AutoCloseable {
  static final int LENGTH = 32;

  private static final Cleaner CLEANER = Cleaner.create();

  private final OpenSslKey key;
  private final Cleaner.Cleanable cleanable;

  private OpenSslX25519(OpenSslKey key) {
    this.key = key;
    this.cleanable = CLEANER.register(this, key::close);
  }

  /**
   * Prepares operations with a private key. {@link OpenSsl#load} must have been called before.
   *
   * @param scalar the private key, 32 bytes; not changed
   * @throws java.security.ProviderException if the library fails
   */
  public static OpenSslX25519 of(byte[] scalar) {
    try (Memory copy = new Memory(LENGTH)) {
      copy.write(0, scalar, 0, LENGTH);
      try {
        return new OpenSslX25519(
            new OpenSslKey(
                LibCrypto.EVP_PKEY_new_raw_private_key(
                    LibCrypto.X25519, Pointer.NULL, copy, LENGTH)));
      } finally {
        copy.clear();
      }
    }
  }

  /**
   * Computes a shared secret.
   *
   * @param point an array that contains the public key, 32 bytes
   * @param offset where the public key begins in the array
   * @param secret receives the shared secret, 32 bytes; not changed if this method returns false
   * @return false if the library refused the public key, for example because it is a point of low
   *     order
   * @throws IllegalStateException if this object was closed
   * @throws java.security.ProviderException if the library failed before it read the public key
   */
  public boolean agree(byte[] point, int offset, byte[] secret) {
    try {
      OpenSslContext context = key.take();
      try {
        return context.derive(point, offset, secret);
      } finally {
        key.giveBack(context);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Wipes the private key as soon as no operation uses it. Later operations fail. Idempotent. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
