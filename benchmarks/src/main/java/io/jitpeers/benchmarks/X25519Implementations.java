package io.jitpeers.benchmarks;

import io.jitpeers.settings.Settings;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.Map;
import java.util.ServiceLoader;

/** Finds the implementations of X25519 by their names in settings. */
public final class X25519Implementations {
  /** Bouncy Castle, written in Java. */
  public static final String BOUNCY_CASTLE = "bouncy-castle";

  /** OpenSSL's libcrypto. */
  public static final String LIBCRYPTO = "libcrypto";

  /** BoringSSL through Conscrypt. */
  public static final String CONSCRYPT = "conscrypt";

  private X25519Implementations() {}

  /**
   * Creates an implementation.
   *
   * @param name the name, such as {@link #LIBCRYPTO}
   * @return the implementation
   * @throws IllegalArgumentException if no implementation has the name
   */
  public static KeyAgreement25519 named(String name) {
    if (name.equals(BOUNCY_CASTLE)) {
      return KeyAgreement25519.bouncyCastle();
    }
    return ServiceLoader.load(KeyAgreement25519Provider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no implementation is named " + name))
        .create(Settings.of(Map.of()));
  }
}
