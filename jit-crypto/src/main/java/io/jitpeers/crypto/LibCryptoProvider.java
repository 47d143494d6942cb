package io.jitpeers.crypto;

import io.jitpeers.linux.OpenSsl;
import io.jitpeers.linux.OpenSslX25519;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.wireguard.KeyAgreement25519;

/**
 * Provides X25519 through {@code libcrypto.so.3}, the library of OpenSSL 3, which most Linux
 * systems have installed. The library is called through JNA. Thread-safe.
 */
public final class LibCryptoProvider implements KeyAgreement25519Provider {
  /** Creates the provider. */
  public LibCryptoProvider() {}

  /**
   * Returns the name for the setting {@code crypto.x25519}.
   *
   * @return {@code libcrypto}
   */
  @Override
  public String name() {
    return "libcrypto";
  }

  /**
   * Loads {@code libcrypto.so.3}.
   *
   * @param settings not read
   * @return the implementation
   * @throws SettingsException if the library or JNA cannot be loaded; the message says why
   */
  @Override
  public KeyAgreement25519 create(Settings settings) {
    try {
      return Guarded.of("OpenSSL", new OpenSslAgreement(OpenSsl.load()));
    } catch (SystemCallException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Adapts OpenSSL's keys to {@link KeyAgreement25519}. */
  private record OpenSslAgreement(String version) implements KeyAgreement25519 {
    @Override
    public Key key(byte[] scalar) {
      return new OpenSslAgreementKey(OpenSslX25519.of(scalar));
    }

    @Override
    public String toString() {
      return version;
    }
  }

  private record OpenSslAgreementKey(OpenSslX25519 key) implements KeyAgreement25519.Key {
    @Override
    public boolean agree(byte[] point, int offset, byte[] secret) {
      return key.agree(point, offset, secret);
    }

    @Override
    public void destroy() {
      key.close();
    }
  }
}
