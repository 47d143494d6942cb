package io.jitpeers.http.internal;

import io.jitpeers.settings.FileFailures;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Opens key store files and checks that they contain a usable entry. The JDK does not check this.
 * Without a password, it silently ignores encrypted entries. With an empty trust store, it trusts
 * no certificate, so every handshake fails.
 */
final class KeyStores {
  private static final String TRUST = "trust-store";
  private static final String KEYS = "key-store";

  private KeyStores() {}

  /** Reports an empty file, which would otherwise be reported as an invalid key store. */
  private static final class EmptyFileException extends FileSystemException {
    @Serial private static final long serialVersionUID = 1L;

    EmptyFileException(String path) {
      super(path);
    }
  }

  /**
   * Tests whether the entry with a given alias is usable. A store must contain at least one usable
   * entry.
   */
  @FunctionalInterface
  private interface Use {
    boolean has(KeyStore store, String alias) throws KeyStoreException;
  }

  /**
   * Opens a trust store.
   *
   * @throws SettingsException if the store contains no trusted certificate
   */
  static KeyStore trust(Settings settings, String path, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = load(path, password);
    // As in the JDK, the certificate of a private key entry is trusted too.
    if (!any(store, (s, alias) -> s.isCertificateEntry(alias) || hasKeyAndCertificate(s, alias))) {
      throw useless(
          settings,
          TRUST,
          path,
          password,
          "no trusted certificate",
          "import the authority's certificate with keytool -importcert, because openssl does not "
              + "mark the certificates that it exports as trusted");
    }
    return store;
  }

  /**
   * Opens a key store.
   *
   * @throws SettingsException if the store contains no private key with a certificate
   */
  static KeyStore keys(Settings settings, String path, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = load(path, password);
    if (!any(store, KeyStores::hasKeyAndCertificate)) {
      throw useless(
          settings,
          KEYS,
          path,
          password,
          "no private key with a certificate",
          "name the file with the client's key and certificate");
    }
    return store;
  }

  private static boolean any(KeyStore store, Use use) throws KeyStoreException {
    for (String alias : Collections.list(store.aliases())) {
      if (use.has(store, alias)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasKeyAndCertificate(KeyStore store, String alias)
      throws KeyStoreException {
    return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)
        && store.getCertificate(alias) != null;
  }

  private static SettingsException useless(
      Settings settings,
      String key,
      String path,
      char @Nullable [] password,
      String what,
      String remedy) {
    String withPassword =
        password == null
            ? "if it has a password, set " + settings.fullKey(key + "-password-file") + "; else "
            : "";
    return new SettingsException(
        file(settings, key, path) + " holds " + what + "; " + withPassword + remedy);
  }

  private static KeyStore load(String path, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    Path file = Path.of(path);
    // Opening a pipe could block forever.
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new FileSystemException(
          path,
          null,
          "it is a pipe, a device or a socket; copy the key store into a regular file, and name"
              + " that");
    }
    // The exceptions of Files say why a file cannot be read; those of KeyStore do not.
    try (InputStream in = Files.newInputStream(file)) {
      if (in.read() < 0) {
        throw new EmptyFileException(path);
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // Reading a folder, for example, fails here: a folder can be opened but not read.
      FileSystemException failure = new FileSystemException(path, null, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
    return read(file, password);
  }

  /**
   * Reads a key store from a file that has just been found readable.
   *
   * @throws NoSuchFileException if the file has been deleted since
   * @throws FileSystemException if the file cannot be opened any more
   * @throws IOException if the file is not a key store that the password opens
   */
  static KeyStore read(Path file, char @Nullable [] password)
      throws GeneralSecurityException, IOException {
    try {
      return KeyStore.getInstance(file.toFile(), password);
    } catch (IllegalArgumentException | FileNotFoundException e) {
      // The JDK throws IllegalArgumentException for a path that is not a regular file.
      if (e instanceof IllegalArgumentException && Files.isRegularFile(file)) {
        throw new IOException(e);
      }
      String path = file.toString();
      FileSystemException failure =
          Files.exists(file)
              ? new FileSystemException(path, null, e.getMessage())
              : new NoSuchFileException(path);
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * Returns an exception that says what is wrong with the file: it is missing, is unreadable, or is
   * not a key store that the password opens.
   */
  static SettingsException unusable(Settings settings, String key, String path, Exception cause) {
    String file = file(settings, key, path);
    if (cause instanceof EmptyFileException) {
      return new SettingsException(file + " is empty; export a key store into it", cause);
    }
    if (cause instanceof FileSystemException failure) {
      return new SettingsException(file + " " + FileFailures.reason(Path.of(path), failure), cause);
    }
    return new SettingsException(
        file
            + " is not a key store (PKCS#12 or JKS) that the password in "
            + settings.fullKey(key + "-password-file")
            + " opens; correct the password, or convert a PEM file with openssl pkcs12 -export",
        cause);
  }

  private static String file(Settings settings, String key, String path) {
    return "the file " + path + " of the setting " + settings.fullKey(key);
  }
}
