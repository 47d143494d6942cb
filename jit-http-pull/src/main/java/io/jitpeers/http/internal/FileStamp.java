package io.jitpeers.http.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Metadata that shows whether a file changed, without reading it.
 *
 * @param path the file's name
 * @param modified the last modification time; null if the file does not exist
 * @param size in bytes; -1 if the file does not exist
 * @param identity the file system's identity of the file, where it has one; it changes when another
 *     file is renamed to this name
 */
record FileStamp(String path, @Nullable FileTime modified, long size, @Nullable Object identity) {

  static FileStamp of(String path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class); // Follows symbolic links.
      return new FileStamp(path, found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException | InvalidPathException e) {
      return new FileStamp(
          path, null, -1, null); // The reader of the file reports why it cannot be read.
    }
  }
}
