package io.jitpeers.settings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a file that a setting names cannot be read. The explanation is used in the message
 * of a {@link SettingsException}, because the exceptions of {@code java.nio.file} say little more
 * than the file's name.
 *
 * <p>Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class FileFailures {
  private FileFailures() {}

  /**
   * Returns why reading a file failed and what to do about it, as text to append to the file's
   * name. Reads the attributes of the file and its folder, which may block.
   *
   * @param file the file
   * @param failure the exception of the failed read
   * @return the reason, such as {@code does not exist; create it}, without a full stop and without
   *     the file's content
   */
  public static String reason(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return missing(file);
    }
    if (Files.isDirectory(file)) {
      return "is a folder; name the file in it";
    }
    if (failure instanceof AccessDeniedException) {
      return "may not be read by this process; give its user the right to read it (chown or chmod)"
          + " and to enter the folders above it";
    }
    if (failure instanceof NotDirectoryException) {
      return "does not exist, because a part of its path is no folder; correct the path";
    }
    return "cannot be read: " + text(failure);
  }

  private static String missing(Path file) {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    if (Files.isSymbolicLink(file)) {
      return "is a link to a file that does not exist; correct the link, or create that file";
    }
    if (folder != null && !Files.isDirectory(folder)) {
      return "does not exist, nor does its folder " + folder + "; correct the path, or create both";
    }
    return file.isAbsolute()
        ? "does not exist; correct the path, or create it"
        : "does not exist in " + folder + "; name it with its whole path, or create it";
  }

  /**
   * Returns the exception's text without the file's name, which the caller's message already
   * contains.
   */
  private static String text(IOException failure) {
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
