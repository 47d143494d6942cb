package io.jitpeers.linux;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Functions of OpenSSL 3's libcrypto, bound by JNA's direct mapping. The functions return 1 for
 * success, and 0 or a negative number for a failure. Functions that create an object return null
 * for a failure.
 */
final class LibCrypto {
  /**
   * The file name of libcrypto on Linux. Debian and Alpine use the same name. The number in the
   * name changes only with incompatible versions. Names without a number are not tried, because
   * they may belong to another version.
   */
  static final String NAME = "libcrypto.so.3";

  /** {@code EVP_PKEY_X25519} in {@code openssl/evp.h}. */
  static final int X25519 = 1034;

  /** {@code OPENSSL_VERSION} in {@code openssl/crypto.h}. */
  private static final int VERSION_TEXT = 0;

  /**
   * {@code RTLD_LAZY} without {@code RTLD_GLOBAL}: other libraries of the process, which may
   * contain another OpenSSL, do not see these functions.
   */
  private static final int OPEN_FLAGS = 1;

  static {
    Native.register(
        LibCrypto.class,
        SharedLibrary.open(List.of(NAME), Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS)));
  }

  private LibCrypto() {}

  /**
   * Returns the library's version. The first call binds the functions. If they cannot be bound, or
   * if this process is not a 64-bit process, every call throws a {@link LinkageError}.
   */
  static String version() {
    if (Native.SIZE_T_SIZE != Long.BYTES) {
      throw new UnsatisfiedLinkError("this process is not a 64-bit process");
    }
    return OpenSSL_version(VERSION_TEXT).getString(0);
  }

  // const char *OpenSSL_version(int t);
  static native Pointer OpenSSL_version(int kind);

  // EVP_PKEY *EVP_PKEY_new_raw_private_key(int type, ENGINE *e, const unsigned char *key,
  //                                        size_t keylen);
  static native @Nullable Pointer EVP_PKEY_new_raw_private_key(
      int type, @Nullable Pointer engine, Pointer key, long length);

  // EVP_PKEY *EVP_PKEY_new_raw_public_key(int type, ENGINE *e, const unsigned char *key,
  //                                       size_t keylen);
  static native @Nullable Pointer EVP_PKEY_new_raw_public_key(
      int type, @Nullable Pointer engine, Pointer key, long length);

  // EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *e);
  static native @Nullable Pointer EVP_PKEY_CTX_new(Pointer key, @Nullable Pointer engine);

  // int EVP_PKEY_derive_init(EVP_PKEY_CTX *ctx);
  static native int EVP_PKEY_derive_init(Pointer context);

  // int EVP_PKEY_derive_set_peer_ex(EVP_PKEY_CTX *ctx, EVP_PKEY *peer, int validate_peer);
  static native int EVP_PKEY_derive_set_peer_ex(Pointer context, Pointer peer, int validate);

  // int EVP_PKEY_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen);
  static native int EVP_PKEY_derive(Pointer context, Pointer secret, Pointer length);

  // void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx);
  static native void EVP_PKEY_CTX_free(Pointer context);

  // void EVP_PKEY_free(EVP_PKEY *key);
  static native void EVP_PKEY_free(Pointer key);

  // void ERR_clear_error(void);
  static native void ERR_clear_error();
}
