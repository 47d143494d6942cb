package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * X25519 by OpenSSL 3, with one private key. Thread-safe. Secrets are wiped from native memory
 * after each operation. The private key is wiped after {@link #close} when no operation uses it any
 * more, and also after this object is garbage-collected without being closed.
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
   * @param scalar 32 bytes; not changed
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
   * @param offset where the public key begins
   * @param secret receives 32 bytes; not changed if this method returns false
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
