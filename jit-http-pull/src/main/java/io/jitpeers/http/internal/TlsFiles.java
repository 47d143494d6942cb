package io.jitpeers.http.internal;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supplies an {@link SSLContext} from key store files (PKCS#12 or JKS, detected by content). When
 * the files change, supplies a new context. If the new files cannot be used, the previous context
 * stays in use. Thread-safe.
 */
public final class TlsFiles implements Supplier<SSLContext> {
  private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
  private static final List<String> KEYS =
      List.of("trust-store", "trust-store-password-file", "key-store", "key-store-password-file");

  /**
   * The pause after which unusable files are read again. They are then read even if their
   * {@linkplain FileStamp stamps} are unchanged, because stamps do not show every change.
   */
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

  private final Settings settings;
  private final TimeSource time;
  private List<FileStamp> stamps;
  private SSLContext current;
  private List<FileStamp> failedStamps = List.of();
  private String failure = "";
  private long failedAt;

  private TlsFiles(Settings settings, TimeSource time, List<FileStamp> stamps, SSLContext context) {
    this.settings = settings;
    this.time = time;
    this.stamps = stamps;
    this.current = context;
  }

  /**
   * Reads the settings {@code trust-store} and {@code key-store} and their password files.
   *
   * @param time the clock for the pause before unusable files are read again
   * @return empty if neither store is set
   * @throws SettingsException if a file cannot be used
   */
  public static Optional<TlsFiles> of(Settings settings, TimeSource time) {
    List<FileStamp> stamps = stamps(settings);
    return context(settings).map(context -> new TlsFiles(settings, time, stamps, context));
  }

  private static List<FileStamp> stamps(Settings settings) {
    return KEYS.stream().flatMap(key -> settings.text(key).stream()).map(FileStamp::of).toList();
  }

  /** Returns the context of the current files, or of the last files that could be used. */
  @Override
  public synchronized SSLContext get() {
    // The stamps are taken before the files are read, so that a change during the read is noticed
    // next time.
    List<FileStamp> now = stamps(settings);
    if (!now.equals(stamps) && !hasJustFailed(now)) {
      try {
        current = context(settings).orElse(current);
        stamps = now;
        failedStamps = List.of();
        failure = "";
      } catch (SettingsException e) {
        failed(now, String.valueOf(e.getMessage()));
      }
    }
    return current;
  }

  private boolean hasJustFailed(List<FileStamp> now) {
    return now.equals(failedStamps) && time.nanoTime() - failedAt < TRY_AGAIN_AFTER.toNanos();
  }

  /**
   * Logs why the files cannot be used. Logs nothing if neither the files nor the reason have
   * changed.
   */
  private void failed(List<FileStamp> now, String why) {
    if (!now.equals(failedStamps) || !why.equals(failure)) {
      log.error("new connections use the previous key stores: {}", why);
    }
    failedStamps = now;
    failure = why;
    failedAt = time.nanoTime();
  }

  private static Optional<SSLContext> context(Settings settings) {
    Optional<TrustManagerFactory> trust = trust(settings);
    Optional<KeyManagerFactory> keys = keys(settings);
    if (trust.isEmpty() && keys.isEmpty()) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.map(KeyManagerFactory::getKeyManagers).orElse(null),
          trust.map(TrustManagerFactory::getTrustManagers).orElse(null),
          null);
      return Optional.of(context);
    } catch (GeneralSecurityException e) {
      throw new SettingsException(
          "the stores of the settings "
              + settings.fullKey("*")
              + " cannot be used for TLS: "
              + e.getMessage(),
          e);
    }
  }

  private static Optional<TrustManagerFactory> trust(Settings settings) {
    char[] password = password(settings, "trust-store");
    return settings
        .text("trust-store")
        .map(
            path -> {
              try {
                TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(KeyStores.trust(settings, path, password));
                return factory;
              } catch (GeneralSecurityException | IOException e) {
                throw KeyStores.unusable(settings, "trust-store", path, e);
              } finally {
                wipe(password);
              }
            });
  }

  private static Optional<KeyManagerFactory> keys(Settings settings) {
    char[] password = password(settings, "key-store");
    return settings
        .text("key-store")
        .map(
            path -> {
              try {
                KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(KeyStores.keys(settings, path, password), password);
                return factory;
              } catch (GeneralSecurityException | IOException e) {
                throw KeyStores.unusable(settings, "key-store", path, e);
              } finally {
                wipe(password);
              }
            });
  }

  private static char @Nullable [] password(Settings settings, String store) {
    String key = store + "-password-file";
    Optional<String> path = settings.text(key);
    if (path.isPresent() && settings.text(store).isEmpty()) {
      throw new SettingsException(
          "the setting "
              + settings.fullKey(key)
              + " needs the setting "
              + settings.fullKey(store)
              + "; set it too");
    }
    return path.map(name -> SecretFile.of(settings.fullKey(key), name).get().toCharArray())
        .orElse(null);
  }

  private static void wipe(char @Nullable [] password) {
    if (password != null) {
      Arrays.fill(password, '\0');
    }
  }
}
