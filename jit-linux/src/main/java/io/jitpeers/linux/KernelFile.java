package io.jitpeers.linux;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text file whose content the kernel generates on each read, such as a file in {@code /proc}. The
 * file stays open between reads, because the content can depend on the thread that opened the file.
 * For example, a file in {@code /proc/thread-self/net} shows the network namespace of the thread
 * that opened it, even if another thread reads the file later. Thread-safe; reading blocks while
 * the kernel generates the content.
 */
public final class KernelFile implements AutoCloseable {
  private static final int LENGTH = 4096;

  // A FileChannel would be closed permanently if a thread were interrupted while it reads.
  private final RandomAccessFile file;

  private KernelFile(RandomAccessFile file) {
    this.file = file;
  }

  /** Opens a file. Throws if the file does not exist or may not be read. */
  public static KernelFile open(String path) throws IOException {
    return new KernelFile(new RandomAccessFile(path, "r"));
  }

  /** Reads the current content of the whole file. */
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

  /** Closes the file. Closing again does nothing. */
  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
