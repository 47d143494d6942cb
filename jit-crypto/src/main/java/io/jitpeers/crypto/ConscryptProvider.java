package io.jitpeers.crypto;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.security.GeneralSecurityException;
import java.security.Provider;

/**
 * Provides X25519 through Conscrypt, which contains Google's BoringSSL. Needs the artifact {@code
 * org.conscrypt:conscrypt-openjdk-uber}, version 2.9.0 or later, which is not a dependency of this
 * artifact. Conscrypt runs on Linux with glibc, on macOS and on Windows. Conscrypt is not installed
 * as a security provider of the JVM. Conscrypt keeps copies of the private key and of the latest
 * shared secret on the heap. These copies cannot be wiped, and stay there until they are
 * garbage-collected. Thread-safe.
 */
public final class ConscryptProvider implements KeyAgreement25519Provider {
  private static final String PROVIDER = "org.conscrypt.OpenSSLProvider";

  /** Creates the provider. */
  public ConscryptProvider() {}

  /**
   * Returns the name for the setting {@code crypto.x25519}.
   *
   * @return {@code conscrypt}
   */
  @Override
  public String name() {
    return "conscrypt";
  }

  /**
   * Loads Conscrypt.
   *
   * @param settings not read
   * @return the implementation
   * @throws SettingsException if Conscrypt or its native library cannot be loaded, or if this
   *     version of Conscrypt has no X25519; the message says why
   */
  @Override
  public KeyAgreement25519 create(Settings settings) {
    try {
      Provider provider = providerClass().getConstructor().newInstance();
      return Guarded.of("Conscrypt", JcaX25519.of(provider));
    } catch (ClassNotFoundException e) {
      throw new SettingsException(
          "Conscrypt was not found; add the artifact org.conscrypt:conscrypt-openjdk-uber, and on"
              + " the module path start with --add-modules org.conscrypt",
          e);
    } catch (GeneralSecurityException e) {
      throw new SettingsException(
          "this version of Conscrypt has no X25519: " + e.getMessage() + "; use 2.9.0 or later", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SettingsException(
          "Conscrypt's native library cannot be loaded: "
              + cause
              + "; it needs Linux with glibc, macOS or Windows on a processor that Conscrypt"
              + " supports, and a folder for temporary files that permits execution",
          e);
    }
  }

  /**
   * Finds Conscrypt's provider class with this library's class loader or, if that fails, with the
   * thread's context class loader.
   */
  private static Class<? extends Provider> providerClass() throws ClassNotFoundException {
    try {
      return Class.forName(PROVIDER).asSubclass(Provider.class);
    } catch (ClassNotFoundException e) {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      if (context == null) {
        throw e;
      }
      return Class.forName(PROVIDER, true, context).asSubclass(Provider.class);
    }
  }
}
