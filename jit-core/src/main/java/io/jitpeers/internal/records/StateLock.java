package io.jitpeers.internal.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reserves a file for one process. The lock is on a separate file, because a compaction replaces
 * the file itself. The lock ends with the process, however the process ends.
 */
final class StateLock implements Closeable {
  /**
   * The files that this process has locked. This set is checked before a file is opened, so that a
   * locked file is never opened twice. Closing the second handle would release the lock that was
   * taken through the first handle (fcntl(2), POSIX record locks).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path real;
  private final FileChannel channel;

  private StateLock(Path real, FileChannel channel) {
    this.real = real;
    this.channel = channel;
  }

  static StateLock acquire(Path file) throws IOException {
    Path name = file.resolveSibling(file.getFileName() + ".lock");
    Path real = name.resolveSibling("").toRealPath().resolve(name.getFileName());
    if (!HELD.add(real)) {
      throw taken(file);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              real,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              SystemDisk.permissions("rw-------"));
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw taken(file);
      }
      return new StateLock(real, channel);
    } catch (IOException | OverlappingFileLockException e) {
      HELD.remove(real);
      if (channel != null) {
        channel.close();
      }
      throw e instanceof IOException failure ? failure : new IOException("lock " + name, e);
    }
  }

  private static IOException taken(Path file) {
    return new IOException(
        "the state file "
            + file
            + " is in use by another gateway; stop that gateway, or give each gateway its own state.directory");
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(real);
    }
  }
}
