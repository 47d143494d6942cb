package io.jitpeers.http.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What shows whether a file is another one than before, without reading it.
 *
 * @param path its name
 * @param modified when it was written; null if there is none
 * @param size in bytes; -1 if there is none
 * @param identity which file it is, where the file system says; a rename gives a name to another
 *     one
 */
record FileStamp(String path, @Nullable FileTime modified, long size, @Nullable Object identity) {

  static FileStamp of(String path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(Path.of(path), BasicFileAttributes.class); // Follows links.
      return new FileStamp(path, found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException | InvalidPathException e) {
      return new FileStamp(path, null, -1, null); // Who reads it says why it cannot be read.
    }
  }
}
