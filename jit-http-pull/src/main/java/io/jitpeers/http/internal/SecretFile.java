package io.jitpeers.http.internal;

import io.jitpeers.settings.FileFailures;
import io.jitpeers.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a file. The file is read on every call, so a new secret is used at once. The
 * modification time is not checked first. Such a check would save little, because reading a small
 * file from the page cache takes only microseconds. It would also miss changes within the time
 * stamp's resolution. Thread-safe.
 */
public final class SecretFile implements Supplier<String> {
  // The maximum size of the file. No server accepts a token or a set of headers of this length.
  private static final int MAX_BYTES = 65_536;

  private static final Logger log = LoggerFactory.getLogger(SecretFile.class);

  private final String setting;
  private final Path path;

  private SecretFile(String setting, Path path) {
    this.setting = setting;
    this.path = path;
  }

  /**
   * Creates a supplier and reads the file once, so that a wrong name is reported at start-up.
   *
   * @throws SettingsException if the file cannot be read, is empty or is too long
   */
  public static SecretFile of(String setting, String path) {
    try {
      SecretFile file = new SecretFile(setting, Path.of(path));
      file.get();
      file.warnIfReadable();
      return file;
    } catch (InvalidPathException e) {
      throw new SettingsException(
          "the setting " + setting + " is not a file name: " + path + "; name an existing file", e);
    }
  }

  /**
   * Creates a supplier of a bearer token and reads the file once, so that an invalid token is
   * reported at start-up.
   *
   * @throws SettingsException if the file cannot be read, or if its content cannot be sent as a
   *     token
   */
  public static SecretFile ofToken(String setting, String path) {
    SecretFile file = of(setting, path);
    if (!Tokens.isToken(file.get())) {
      throw new SettingsException(
          "the file "
              + path
              + " of the setting "
              + setting
              + " holds no bearer token: one word of letters, digits and -._~+/ (RFC 6750); put"
              + " nothing but the token into it, without \"Bearer\", spaces or other lines");
    }
    return file;
  }

  private void warnIfReadable() {
    try {
      if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
        log.warn(
            "the file {} of the setting {} can be read by every user of this machine; take that"
                + " permission away (chmod o-r)",
            path,
            setting);
      }
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("the permissions of the file {} cannot be determined", path, e);
    }
  }

  /** Returns the file's text without surrounding white space. */
  @Override
  public String get() {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new SettingsException(
          "the file " + path + " of the setting " + setting + " " + FileFailures.reason(path, e),
          e);
    }
    String text = withoutMark(new String(bytes, StandardCharsets.UTF_8)).strip();
    if (text.isEmpty() || bytes.length > MAX_BYTES) {
      throw new SettingsException(
          "the file "
              + path
              + " of the setting "
              + setting
              + (text.isEmpty()
                  ? " is empty; write the secret into it"
                  : " is longer than " + MAX_BYTES + " bytes; it must hold the secret only"));
    }
    return text;
  }

  /** Removes the byte order mark that some editors write at the beginning of UTF-8 text. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Returns the file's name, not its content. */
  @Override
  public String toString() {
    return "SecretFile[" + path + "]";
  }
}
