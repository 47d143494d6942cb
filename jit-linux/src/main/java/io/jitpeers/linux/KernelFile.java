package io.jitpeers.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that the kernel writes anew whenever it is read, such as those in {@code /proc}. It stays
 * open: one in {@code /proc/thread-self/net} tells of the network namespace of the thread that
 * opened it, whoever reads it later. Thread-safe; reading blocks for as long as the kernel writes.
 */
public final class KernelFile implements AutoCloseable {
  private static final int LENGTH = 4096;

  // Not a channel: that is closed for good if a thread reads it that is being interrupted.
  private final RandomAccessFile file;

  private KernelFile(RandomAccessFile file) {
    this.file = file;
  }

  /** Opens a file; fails if there is none, or it may not be read. */
  public static KernelFile open(String path) throws IOException {
    return new KernelFile(new RandomAccessFile(path, "r"));
  }

  /** Reads all of it, as it is now. */
  public synchronized String read() throws IOException {
    byte[] text = new byte[LENGTH];
    int length = 0;
    file.seek(0);
    for (int read = file.read(text);
        read > 0;
        read = file.read(text, length, text.length - length)) {
      length += read;
      if (length == text.length) {
        text = Arrays.copyOf(text, 2 * length);
      }
    }
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }

  /** Closes it. Closing again does nothing. */
  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
