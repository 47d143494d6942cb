package io.jitpeers.internal.records;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The file system of this machine. */
enum SystemDisk implements Disk {
  INSTANCE;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /**
   * Returns an array with the attribute for file permissions such as {@code rw-------}. The array
   * is empty if the file system has no POSIX permissions.
   */
  static FileAttribute<?>[] permissions(String text) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new TwoHandles(path);
  }

  @Override
  public OpenFile create(Path path) throws IOException {
    Files.deleteIfExists(path);
    Files.createFile(path, permissions("rw-------"));
    return new TwoHandles(path);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * A file with separate handles for reading and writing. A FileChannel is not suitable: it closes
   * itself when a thread that uses it is interrupted, and then no thread can use it any more.
   */
  private static final class TwoHandles implements OpenFile {
    private final RandomAccessFile writer;
    private final RandomAccessFile reader;

    TwoHandles(Path path) throws IOException {
      writer = new RandomAccessFile(path.toFile(), "rw");
      try {
        reader = new RandomAccessFile(path.toFile(), "r");
      } catch (IOException e) {
        writer.close();
        throw e;
      }
    }

    @Override
    public long size() throws IOException {
      synchronized (writer) {
        return writer.length();
      }
    }

    @Override
    public int read(long position, byte[] target) throws IOException {
      synchronized (reader) {
        reader.seek(position);
        int done = 0;
        while (done < target.length) {
          int count = reader.read(target, done, target.length - done);
          if (count < 0) {
            return done;
          }
          done += count;
        }
        return done;
      }
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      synchronized (writer) {
        writer.seek(position);
        writer.write(bytes);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (writer) {
        writer.setLength(size);
      }
    }

    @Override
    public void close() throws IOException {
      try (reader) {
        writer.close();
      }
    }
  }
}
