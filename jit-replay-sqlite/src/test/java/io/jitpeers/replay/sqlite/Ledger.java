package io.jitpeers.replay.sqlite;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process did, in a memory-mapped file that stays in the kernel's cache when the process is
 * killed: the number of operations, how many of them were confirmed as written, and the last one of
 * each key with its time.
 */
final class Ledger implements AutoCloseable {
  private static final int OPERATIONS = 0;
  private static final int WRITTEN = 1;
  private static final int HEADER = 2;

  private final FileChannel channel;
  private final LongBuffer longs;

  private Ledger(FileChannel channel, LongBuffer longs) {
    this.channel = channel;
    this.longs = longs;
  }

  static Ledger open(Path path, int keys) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long bytes = (HEADER + 2L * keys) * Long.BYTES;
    return new Ledger(
        channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes).asLongBuffer());
  }

  long operations() {
    return longs.get(OPERATIONS);
  }

  long written() {
    return longs.get(WRITTEN);
  }

  void written(long operations) {
    longs.put(WRITTEN, operations);
  }

  void done(long operation, int key, long nanos) {
    longs.put(HEADER + 2 * key, operation);
    longs.put(HEADER + 2 * key + 1, nanos);
    longs.put(OPERATIONS, operation);
  }

  /** The last operation on a key; zero if there was none. */
  long last(int key) {
    return longs.get(HEADER + 2 * key);
  }

  long nanos(int key) {
    return longs.get(HEADER + 2 * key + 1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
