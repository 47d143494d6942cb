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
 * Keeps a file to one user. The lock is on a file of its own, for the other one is replaced when it
 * is compacted; it ends with the process, however that ends.
 */
final class StateLock implements Closeable {
  /**
   * What this process holds. Asked first, because closing a second handle of a locked file gives up
   * the lock of the first one (fcntl(2), POSIX record locks).
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
            + " is in use by another gateway; end that one, or give each its own state.directory");
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
