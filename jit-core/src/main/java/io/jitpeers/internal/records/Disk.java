package io.jitpeers.internal.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What a {@link RecordFile} needs of a file system. Tests give one that fails. Thread-safe. */
public interface Disk {

  /** Returns whether there is such a file. */
  boolean exists(Path path);

  /** Opens a file that is there. */
  OpenFile open(Path path) throws IOException;

  /**
   * Creates an empty file that only its owner can read and write, in place of any that is there.
   */
  OpenFile create(Path path) throws IOException;

  /** Renames a file in one step, in place of any that has that name. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file if it is there. */
  void delete(Path path) throws IOException;

  /** {@return the machine's own file system} */
  static Disk system() {
    return SystemDisk.INSTANCE;
  }

  /** One file. One thread writes; any thread reads, and does not wait for the one that writes. */
  interface OpenFile extends Closeable {

    /** Returns its length in bytes. */
    long size() throws IOException;

    /**
     * Reads up to the array's length.
     *
     * @return how many bytes were read; fewer than asked for only at the end of the file
     */
    int read(long position, byte[] target) throws IOException;

    /** Writes all bytes, making the file longer where they go beyond its end. */
    void write(long position, byte[] bytes) throws IOException;

    /** Cuts the file off. */
    void truncate(long size) throws IOException;
  }
}
