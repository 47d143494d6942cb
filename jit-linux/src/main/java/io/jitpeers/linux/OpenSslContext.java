package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.security.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the native objects that an X25519 operation needs. Used by one operation at a time. Not
 * thread-safe.
 */
final class OpenSslContext implements AutoCloseable {
  private static final int LENGTH = OpenSslX25519.LENGTH;
  private static final int SECRET = LENGTH;
  private static final int SECRET_LENGTH = 2 * LENGTH;

  private final Pointer context;
  private final Memory memory = new Memory(SECRET_LENGTH + Long.BYTES);
  private final Pointer secret = memory.share(SECRET);
  private final Pointer secretLength = memory.share(SECRET_LENGTH);

  /**
   * Creates a context.
   *
   * @param key an {@code EVP_PKEY}, which must not be freed before this context
   */
  OpenSslContext(Pointer key) {
    context = required(LibCrypto.EVP_PKEY_CTX_new(key, Pointer.NULL), "EVP_PKEY_CTX_new");
    if (LibCrypto.EVP_PKEY_derive_init(context) != 1) {
      close();
      throw failed("EVP_PKEY_derive_init");
    }
  }

  /**
   * Returns the result of a libcrypto function that creates an object; throws if the result is
   * null.
   */
  static Pointer required(@Nullable Pointer result, String function) {
    if (result == null) {
      throw failed(function);
    }
    return result;
  }

  private static ProviderException failed(String function) {
    LibCrypto.ERR_clear_error();
    return new ProviderException("OpenSSL's function " + function + " failed");
  }

  /**
   * Computes the shared secret of the private key and a public key. Returns false if libcrypto
   * refuses the public key.
   */
  boolean derive(byte[] point, int offset, byte[] target) {
    memory.write(0, point, offset, LENGTH);
    Pointer peer =
        required(
            LibCrypto.EVP_PKEY_new_raw_public_key(LibCrypto.X25519, Pointer.NULL, memory, LENGTH),
            "EVP_PKEY_new_raw_public_key");
    try {
      if (!derive(peer)) {
        LibCrypto.ERR_clear_error();
        return false;
      }
      memory.read(SECRET, target, 0, LENGTH);
      return true;
    } finally {
      LibCrypto.EVP_PKEY_free(peer);
      wipe();
    }
  }

  private boolean derive(Pointer peer) {
    secretLength.setLong(0, LENGTH);
    return LibCrypto.EVP_PKEY_derive_set_peer_ex(context, peer, 0) == 1
        && LibCrypto.EVP_PKEY_derive(context, secret, secretLength) == 1;
  }

  private void wipe() {
    for (int i = 0; i < LENGTH; i += Long.BYTES) {
      secret.setLong(i, 0);
    }
  }

  @Override
  public void close() {
    LibCrypto.EVP_PKEY_CTX_free(context);
    memory.close();
  }
}
