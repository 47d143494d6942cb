package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.netlink.internal.socket.KernelNetlinkSockets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code /proc/net/netfilter/nfnetlink_queue} of a network namespace: that of the thread that opens
 * it, whoever reads it later.
 */
public final class ProcFile implements KernelLosses.File {
  private static final String PATH = "/proc/thread-self/net/netfilter/nfnetlink_queue";

  /** Room for 60 queues, at first. */
  private static final int LENGTH = 4096;

  // Not a channel: that is closed for good if a thread reads it that is being interrupted.
  private final RandomAccessFile file;

  private ProcFile(RandomAccessFile file) {
    this.file = file;
  }

  private static ProcFile open() throws IOException {
    return open(PATH);
  }

  static ProcFile open(String path) throws IOException {
    return new ProcFile(new RandomAccessFile(path, "r"));
  }

  /** Opens the file of this process's namespace. */
  public static KernelLosses.Opener ofProcess() {
    return ProcFile::open;
  }

  /**
   * Opens the file of another namespace.
   *
   * @param path the namespace's file
   */
  public static KernelLosses.Opener ofNamespace(String path) {
    return () -> KernelNetlinkSockets.callInside(path, ProcFile::open);
  }

  @Override
  public String read() throws IOException {
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

  @Override
  public void close() throws IOException {
    file.close();
  }
}
