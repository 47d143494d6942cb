package io.jitpeers.examples.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads secrets from files, since arguments are there for everybody to see. */
final class SecretFile {
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /**
   * Reads a file.
   *
   * @return its text without white space around it
   * @throws IOException if it cannot be read or holds no secret; the message does not quote it
   */
  static String read(Path file) throws IOException {
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
    return text;
  }

  /** Without the byte order mark that some editors write before UTF-8 text. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
