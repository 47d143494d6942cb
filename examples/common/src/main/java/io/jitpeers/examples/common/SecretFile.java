package io.jitpeers.examples.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads secrets from files. Arguments are unsuitable, because every local user can see them. */
public final class SecretFile {
  private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /**
   * Reads a file. Logs a warning if users other than the owner can read it.
   *
   * @param file UTF-8 text
   * @return its text without surrounding white space
   * @throws IOException if it cannot be read or contains no secret; the message does not quote it
   */
  public static String read(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IOException("the file " + file + " cannot be read: " + e.getMessage(), e);
    }
    String text = withoutMark(new String(content, StandardCharsets.UTF_8)).strip();
    if (text.isEmpty() || content.length > MAX_BYTES) {
      throw new IOException(
          "the file " + file + (text.isEmpty() ? " is empty" : " is too long for a secret"));
    }
    warnIfOthersCanRead(file);
    return text;
  }

  /**
   * Reads a file with a bearer token.
   *
   * @param file visible ASCII characters
   * @return the token
   * @throws IOException if it cannot be read, or cannot be sent in a header; the message does not
   *     quote it
   */
  public static String readToken(Path file) throws IOException {
    String token = read(file);
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IOException(
          "the file "
              + file
              + " holds no token: one is a single line of ASCII characters without blanks");
    }
    return token;
  }

  /** Removes the byte order mark that some editors write before UTF-8 text. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void warnIfOthersCanRead(Path file) throws IOException {
    @Nullable PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // The file system has no POSIX permissions.
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      log.warn("others than its owner can read the secret in {}; chmod 600 it", file);
    }
  }
}
