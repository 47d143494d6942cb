package io.jitpeers.replay.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The database and its write-ahead log, as files on the disk. SQLite gives the log the permissions
 * of the database. Immutable.
 */
final class StoreFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /**
   * The length of the header at the beginning of SQLite's log. {@link #FRAME_HEADER} is the length
   * of the header before each page in the log (sqlite.org/fileformat2).
   */
  private static final int LOG_HEADER = 32;

  private static final int FRAME_HEADER = 24;
  private static final int PAGE_SIZE_OFFSET = 8;
  private static final int SMALLEST_PAGE = 512;

  private final Path path;
  private final Path log;

  StoreFile(Path path) {
    if (path.toString().indexOf('?') >= 0) {
      // The driver would read the text after a question mark as settings.
      throw new IllegalArgumentException("the path must not contain a question mark: " + path);
    }
    this.path = path.toAbsolutePath();
    this.log = this.path.resolveSibling(this.path.getFileName() + "-wal");
  }

  Path path() {
    return path;
  }

  /**
   * Creates the file and its folder if they do not exist, and makes the file accessible only to its
   * owner. The file contains a secret: the key with which accepted initiations are hashed.
   */
  void prepare() throws IOException {
    Path folder = path.getParent();
    try {
      if (folder != null && !Files.exists(folder)) {
        Files.createDirectories(folder, attributes(folder, OWNERS_FOLDER));
      }
      try {
        Files.createFile(path, attributes(path, OWNER));
      } catch (FileAlreadyExistsException e) {
        PosixFileAttributeView view =
            Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null && !view.readAttributes().permissions().equals(OWNER)) {
          view.setPermissions(OWNER);
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "the replay store "
              + path
              + " cannot be created, or restricted to its owner ("
              + e
              + "); let this user write to its folder, or name another file",
          e);
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /**
   * Returns whether the file is not empty but too short for a database. SQLite may open such a file
   * as an empty database, without an error.
   */
  boolean isCutShort() throws IOException {
    long bytes = Files.size(path);
    return bytes > 0 && bytes < SMALLEST_PAGE;
  }

  long logBytes() throws IOException {
    try {
      return Files.size(log);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /**
   * Returns how many pages are in the log, including invalid ones. The last page may be incomplete.
   */
  long pagesInLog() throws IOException {
    long bytes = logBytes();
    if (bytes <= LOG_HEADER) {
      return 0;
    }
    ByteBuffer header = ByteBuffer.allocate(LOG_HEADER);
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // Continue reading.
      }
    }
    int pageSize = Math.max(SMALLEST_PAGE, header.getInt(PAGE_SIZE_OFFSET));
    long frame = (long) FRAME_HEADER + pageSize;
    return (bytes - LOG_HEADER + frame - 1) / frame;
  }

  /** Renames the database and the log, replacing files that were renamed earlier. */
  Path setAside() throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".damaged");
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    if (Files.exists(log)) {
      Files.move(
          log,
          aside.resolveSibling(aside.getFileName() + "-wal"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return aside;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
