package io.jitpeers.examples.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads secrets from files. Command-line arguments are unsuitable for secrets, because every local
 * user can see them.
 */
public final class SecretFile {
  private static final Logger log = LoggerFactory.getLogger(SecretFile.class);
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /**
   * Reads a file. Logs a warning if users other than the owner can read it.
   *
   * @param file UTF-8 text
   * @return the text without surrounding white space
   * @throws IOException if the file cannot be read, is empty or is too long; the message does not
   *     quote the file's text
   */
  public static String read(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("the file " + file + " " + reason(file, e), e);
    }
    String text = withoutMark(new String(content, StandardCharsets.UTF_8)).strip();
    if (text.isEmpty() || content.length > MAX_BYTES) {
      throw new IOException(
          "the file "
              + file
              + (text.isEmpty()
                  ? " is empty; write the secret into it"
                  : " is too long for a secret; it must hold the secret only"));
    }
    warnIfOthersCanRead(file);
    return text;
  }

  private static String reason(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "does not exist; correct the path, or create it";
    }
    if (Files.isDirectory(file)) {
      return "is a folder; name the file in it";
    }
    if (failure instanceof AccessDeniedException) {
      return "may not be read by this process; give its user the right to read it (chown or chmod)";
    }
    return "cannot be read: " + failure.getMessage();
  }

  /**
   * Reads a file with a bearer token.
   *
   * @param file visible ASCII characters
   * @return the token
   * @throws IOException if the file cannot be read, or its text cannot be sent in a header; the
   *     message does not quote the text
   */
  public static String readToken(Path file) throws IOException {
    String token = read(file);
    if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IOException(
          "the file "
              + file
              + " holds no token: a token is one line of ASCII characters without blanks");
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
      log.warn("users other than the owner can read the secret in {}; chmod 600 it", file);
    }
  }
}
