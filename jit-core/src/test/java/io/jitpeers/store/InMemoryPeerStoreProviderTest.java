package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import com.google.common.base.Throwables;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PrivateKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryPeerStoreProviderTest {
  private static final String KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH0A=";

  @TempDir Path folder;

  private final PeerStoreProvider provider = new InMemoryPeerStoreProvider();
  private final Map<String, String> values = new HashMap<>();

  private Device deviceMade() throws Exception {
    Settings settings = Settings.of(values);
    Device device = provider.create(settings.scope("store").scope("memory")).device();
    settings.rejectUnknown();
    return device;
  }

  private void set(String key, Object value) {
    values.put("store.memory." + key, value.toString());
  }

  private Path keyFile(String content, String permissions) throws Exception {
    Path file = Files.writeString(folder.resolve("key"), content);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
    set("private-key-file", file);
    return file;
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(PeerStoreProvider.class))
        .hasAtLeastOneElementOfType(InMemoryPeerStoreProvider.class);
    assertThat(provider.name()).isEqualTo("memory");
  }

  @Test
  void readsItsSettings() throws Exception {
    keyFile(KEY + "\n", "rw-------");
    set("name", "wg7");
    set("listen-port", 1234);
    Device device = deviceMade();
    assertThat(device.name()).isEqualTo("wg7");
    assertThat(device.listenPort()).isEqualTo(1234);
    assertThat(device.publicKey()).isEqualTo(PrivateKey.ofBase64(KEY).publicKey());
  }

  @Test
  void hasDefaultsAndSaysThatItsKeyIsNew() throws Exception {
    try (CapturedLog log = CapturedLog.of(InMemoryPeerStoreProvider.class)) {
      Device device = deviceMade();
      assertThat(device.name()).isEqualTo("memory");
      assertThat(device.listenPort()).isEqualTo(51_820);
      assertThat(log.messages(Level.INFO))
          .singleElement()
          .asString()
          .contains(device.publicKey().toBase64(), "store.memory.private-key-file");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "-1", "wg"})
  void refusesABadPort(String port) {
    set("listen-port", port);
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(this::deviceMade)
        .withMessageContaining("store.memory.listen-port")
        .withMessageContaining(port);
  }

  @Test
  void saysWhichSettingNamesABadKeyFile() throws Exception {
    set("private-key-file", folder.resolve("none"));
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(this::deviceMade)
        .withMessageContaining("store.memory.private-key-file")
        .withMessageContaining("does not exist")
        .withMessageContaining("wg genkey");
  }

  @Test
  void doesNotQuoteABadKeyFile() throws Exception {
    keyFile("hunter2", "rw-------");
    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(this::deviceMade)
        .withMessageContaining("store.memory.private-key-file")
        .withMessageContaining("holds no private key")
        .satisfies(
            thrown ->
                assertThat(Throwables.getStackTraceAsString(thrown)).doesNotContain("hunter2"));
  }
}
