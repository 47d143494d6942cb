package io.jitpeers.store;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PrivateKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates an {@link InMemoryPeerStore} from settings. The provider's name is {@code memory}.
 * Stateless and thread-safe. The settings:
 *
 * <ul>
 *   <li>{@code name}: the device's name in logs; {@code memory} if absent.
 *   <li>{@code private-key-file}: a file with the device's private key as {@code wg genkey} writes
 *       it. If absent, each start generates a new key, which clients do not know.
 *   <li>{@code listen-port}: the listen port that the device reports; 51820 if absent.
 * </ul>
 */
public final class InMemoryPeerStoreProvider implements PeerStoreProvider {
  private static final Logger log = LoggerFactory.getLogger(InMemoryPeerStoreProvider.class);

  private static final String KEY_FILE = "private-key-file";

  /** Used by {@link java.util.ServiceLoader}. */
  public InMemoryPeerStoreProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public PeerStore create(Settings settings) {
    InMemoryPeerStore.Builder builder = InMemoryPeerStore.builder();
    settings.text("name").ifPresent(builder::name);
    settings.parse(
        "listen-port", "a port, 0 to 65535", text -> builder.listenPort(Integer.parseInt(text)));
    PrivateKey key =
        settings
            .parse(KEY_FILE, "the path of a file", Path::of)
            .map(file -> read(file, settings))
            .orElseGet(() -> newKey(settings));
    try {
      return builder.privateKey(key).build();
    } finally {
      key.destroy();
    }
  }

  private static PrivateKey read(Path file, Settings settings) {
    try {
      return PrivateKeyFile.read(file);
    } catch (IOException e) {
      throw new SettingsException(
          "the setting " + settings.fullKey(KEY_FILE) + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static PrivateKey newKey(Settings settings) {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    log.info(
        "generated a private key for this run only; its public key is {}; set {} to keep a key",
        key.publicKey(),
        settings.fullKey(KEY_FILE));
    return key;
  }
}
