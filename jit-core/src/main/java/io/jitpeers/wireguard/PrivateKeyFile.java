package io.jitpeers.wireguard;

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
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads private keys from files in the form that {@code wg genkey} writes: 44 characters of base64,
 * with or without surrounding white space. Exceptions and log messages never quote a file's
 * content.
 *
 * <p>Stateless and thread-safe.
 */
public final class PrivateKeyFile {
  private static final Logger log = LoggerFactory.getLogger(PrivateKeyFile.class);

  /**
   * The maximum size of a key file: 44 characters and some white space. A larger file is not a key
   * file.
   */
  private static final int MAX_BYTES = 256;

  /**
   * The byte order mark that some editors write before UTF-8 text. The file is read as ISO 8859-1,
   * in which each of the mark's three bytes is one character.
   */
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private PrivateKeyFile() {}

  /**
   * Reads a key. Blocks while it reads the file. Logs a warning if users other than the owner can
   * read the file.
   *
   * @param file the file's path
   * @return the key; the caller destroys it after use
   * @throws IOException if the file cannot be read or contains no key; the message names the file
   *     and, if known, the remedy
   */
  public static PrivateKey read(Path file) throws IOException {
    String subject = "the private key file " + file + " ";
    byte[] content = {};
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
      }
      PrivateKey key = PrivateKey.ofBase64(text(content));
      warnIfOthersCanRead(file);
      return key;
    } catch (NoSuchFileException e) {
      throw new IOException(
          subject + "does not exist; make one: umask 077; wg genkey > " + file, e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          subject + "cannot be read by this user; change its owner with chown", e);
    } catch (IOException e) {
      throw new IOException(subject + "cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          subject + "holds no private key as wg genkey writes it: " + e.getMessage(), e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static String text(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text)
        .strip();
  }

  private static void warnIfOthersCanRead(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // The file system has no such permissions (Windows).
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      log.warn(
          "users other than the owner can read the private key file {}; run chmod 600 on it", file);
    }
  }
}
