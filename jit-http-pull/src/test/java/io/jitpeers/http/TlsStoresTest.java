package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.http.internal.TlsFiles;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.testkit.ManualTime;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Key stores without usable entries fail at start-up. */
@Timeout(60)
class TlsStoresTest {
  @TempDir private static Path directory;
  private static Path keys;
  private static Path trust;
  private static Path password;

  @BeforeAll
  static void makeStores() throws Exception {
    keys = Certificates.keyStore(directory, "gateway", "dns:gateway.example");
    trust = Certificates.trustStore(directory, keys, "gateway");
    password = directory.resolve("password");
    Files.writeString(password, Certificates.PASSWORD);
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
  }

  private static void create(Map<String, Path> stores) {
    Map<String, String> settings = new HashMap<>();
    settings.put("base-url", "https://control.example");
    stores.forEach((key, path) -> settings.put("tls." + key, path.toString()));
    new HttpPeerConfigSourceProvider().create(Settings.of(settings)).close();
  }

  private static Map<String, Path> trustStore(Path store) {
    return Map.of("trust-store", store, "trust-store-password-file", password);
  }

  /** Without a password the JDK omits encrypted entries without a failure. */
  @Test
  void aTrustStoreWithoutItsPassword() {
    assertThatThrownBy(() -> create(Map.of("trust-store", trust)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(trust + " of the setting tls.trust-store")
        .hasMessageContaining("no trusted certificate")
        .hasMessageContaining("set tls.trust-store-password-file");
  }

  @Test
  void aKeyStoreWithoutItsPassword() {
    assertThatThrownBy(() -> create(Map.of("key-store", keys)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no private key")
        .hasMessageContaining("set tls.key-store-password-file");
  }

  @Test
  void anEmptyTrustStore() throws Exception {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    Path store = directory.resolve("empty.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      empty.store(out, Certificates.PASSWORD.toCharArray());
    }

    assertThatThrownBy(() -> create(trustStore(store)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no trusted certificate")
        .hasMessageContaining("keytool -importcert");
  }

  /** Both files swapped. */
  @Test
  void aTrustStoreAsKeyStore() {
    assertThatThrownBy(
            () -> create(Map.of("key-store", trust, "key-store-password-file", password)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("tls.key-store holds no private key");
  }

  /** The certificate of a key entry is trusted, as in the JDK. */
  @Test
  void aKeyStoreAsTrustStore() {
    create(trustStore(keys));
  }

  @Test
  void goodStores() {
    Map<String, Path> all = new HashMap<>(trustStore(trust));
    all.put("key-store", keys);
    all.put("key-store-password-file", password);
    create(all);
    assertThat(all).hasSize(4);
  }

  @Test
  void anEmptyFile() throws Exception {
    Path file = Files.createFile(directory.resolve("nothing.p12"));
    assertThatThrownBy(() -> create(trustStore(file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("tls.trust-store is empty; export a key store into it");
  }

  /** Opening it would block forever. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> create(trustStore(pipe)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(pipe + " of the setting tls.trust-store cannot be read: it is a pipe")
        .hasMessageContaining("copy the key store into a regular file");
  }

  /** For example a file that is renamed into place before it is made readable. */
  @Test
  void whatFailedIsTriedAgainAlthoughItsStampIsTheSame() throws Exception {
    Path store = directory.resolve("retried.p12");
    Files.copy(trust, store);
    byte[] good = Files.readAllBytes(store);
    byte[] bad = good.clone();
    bad[0] ^= 1;
    FileTime written = FileTime.fromMillis(1_000_000);
    ManualTime time = new ManualTime();
    Settings settings =
        Settings.of(
            Map.of(
                "trust-store", store.toString(), "trust-store-password-file", password.toString()));
    TlsFiles files = TlsFiles.of(settings, time).orElseThrow();
    SSLContext first = files.get();
    try (CapturedLog log = new CapturedLog()) {
      write(store, bad, written);
      for (int i = 0; i < 10; i++) {
        assertThat(files.get()).isSameAs(first);
        time.advance(Duration.ofSeconds(6));
      }
      assertThat(log.events())
          .filteredOn(event -> event.getLoggerName().equals(TlsFiles.class.getName()))
          .as("said once")
          .hasSize(1);

      assertThat(files.get()).isSameAs(first);
      write(store, good, written);
      assertThat(files.get()).as("not at every lookup").isSameAs(first);
      time.advance(Duration.ofSeconds(6));
      assertThat(files.get()).isNotSameAs(first);
    }
  }

  private static void write(Path file, byte[] bytes, FileTime written) throws Exception {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, written);
  }

  /** A reload must not replace a working context by one that trusts no certificate. */
  @Test
  void aReloadOfWhatIsUselessLeavesTheOldOneInPlace() throws Exception {
    Path store = directory.resolve("reloaded.p12");
    Files.copy(keys, store);
    Settings settings =
        Settings.of(
            Map.of("key-store", store.toString(), "key-store-password-file", password.toString()));
    TlsFiles files = TlsFiles.of(settings, new ManualTime()).orElseThrow();
    SSLContext first = files.get();
    try (CapturedLog log = new CapturedLog()) {
      Files.copy(trust, store, StandardCopyOption.REPLACE_EXISTING);

      assertThat(files.get()).isSameAs(first);
      assertThat(log.text()).contains("holds no private key");
    }
  }
}
