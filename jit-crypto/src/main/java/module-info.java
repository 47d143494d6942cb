import io.jitpeers.crypto.ConscryptProvider;
import io.jitpeers.crypto.LibCryptoProvider;
import io.jitpeers.spi.KeyAgreement25519Provider;

/**
 * Faster implementations of X25519: OpenSSL's libcrypto, and Conscrypt.
 *
 * @since 0.1.0
 */
module io.jitpeers.crypto {
  requires transitive io.jitpeers.core;
  requires io.jitpeers.linux;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.crypto;

  provides KeyAgreement25519Provider with
      ConscryptProvider,
      LibCryptoProvider;
}
