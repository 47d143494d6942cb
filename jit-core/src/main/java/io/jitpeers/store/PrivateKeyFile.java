package io.jitpeers.store;

import io.jitpeers.spi.Settings;
import io.jitpeers.spi.SettingsException;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a private key from a file that a setting names. Never quotes the file's content. */
final class PrivateKeyFile {
  private static final Logger log = LoggerFactory.getLogger(PrivateKeyFile.class);

  /** 44 characters and white space; more than this is no key file, whatever it is. */
  private static final int MAX_BYTES = 256;

  private PrivateKeyFile() {}

  /**
   * Reads the key.
   *
   * @return the key, or empty if the setting is absent
   * @throws SettingsException if the file holds no key, with what to do about it
   */
  static Optional<PrivateKey> read(Settings settings, String setting) {
    Optional<Path> file = settings.parse(setting, "the path of a file", Path::of);
    return file.map(path -> read(path, settings.fullKey(setting)));
  }

  private static PrivateKey read(Path file, String setting) {
    String subject = "the private key file " + file + " that " + setting + " names ";
    byte[] content = {};
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
      }
      PrivateKey key =
          PrivateKey.ofBase64(new String(content, StandardCharsets.ISO_8859_1).strip());
      warnIfOthersCanRead(file);
      return key;
    } catch (NoSuchFileException e) {
      throw new SettingsException(
          subject + "does not exist; make one: umask 077; wg genkey > " + file, e);
    } catch (AccessDeniedException e) {
      throw new SettingsException(
          subject + "cannot be read by this user; change its owner with chown", e);
    } catch (IOException e) {
      throw new SettingsException(subject + "cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          subject + "holds no private key as wg genkey writes it: " + e.getMessage(), e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static void warnIfOthersCanRead(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // A file system without such permissions, as on Windows.
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      log.warn("others than its owner can read the private key file {}; chmod 600 it", file);
    }
  }
}
