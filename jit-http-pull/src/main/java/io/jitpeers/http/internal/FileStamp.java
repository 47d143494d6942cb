package io.jitpeers.http.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Metadata of a file. A comparison with earlier metadata reveals most changes of the file without
 * reading it.
 *
 * @param path the file's name
 * @param modified the last modification time; null if the file does not exist
 * @param size the file's size in bytes; -1 if it does not exist
 * @param identity the file's identity in the file system, null if the file system provides none;
 *     another file that is renamed to this name has another identity
 */
record FileStamp(String path, @Nullable FileTime modified, long size, @Nullable Object identity) {

  static FileStamp of(String path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class); // Follows symbolic links.
      return new FileStamp(path, found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException | InvalidPathException e) {
      return new FileStamp(path, null, -1, null); // Reading the file later reports the reason.
    }
  }
}
