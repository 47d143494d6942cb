package io.jitpeers.internal.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The file system operations that a {@link RecordFile} needs. Tests use an implementation that
 * fails or hangs on purpose. Thread-safe.
 */
public interface Disk {

  /** Returns whether a file exists. */
  boolean exists(Path path);

  /** Opens an existing file. */
  OpenFile open(Path path) throws IOException;

  /** Creates an empty file that only its owner can read and write. Replaces an existing file. */
  OpenFile create(Path path) throws IOException;

  /** Renames a file atomically. Replaces a file that already has the new name. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path path) throws IOException;

  /** {@return the file system of this machine} */
  static Disk system() {
    return SystemDisk.INSTANCE;
  }

  /** An open file. Only one thread writes. Any thread may read, without waiting for the writer. */
  interface OpenFile extends Closeable {

    /** Returns the file's length in bytes. */
    long size() throws IOException;

    /**
     * Reads bytes until the array is full or the file ends.
     *
     * @return the number of bytes read; fewer than the array's length only at the end of the file
     */
    int read(long position, byte[] target) throws IOException;

    /** Writes all bytes. Extends the file if the bytes go beyond its end. */
    void write(long position, byte[] bytes) throws IOException;

    /** Truncates the file to a length. */
    void truncate(long size) throws IOException;
  }
}
