package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.netlink.internal.socket.KernelNetlinkSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * {@code /proc/net/netfilter/nfnetlink_queue} of a network namespace: that of the thread that opens
 * it, whoever reads it later.
 */
public final class ProcFile implements KernelLosses.File {
  private static final Path PATH = Path.of("/proc/thread-self/net/netfilter/nfnetlink_queue");

  /** Room for 60 queues, at first. */
  private static final int LENGTH = 4096;

  private final FileChannel channel;

  private ProcFile(FileChannel channel) {
    this.channel = channel;
  }

  private static ProcFile open() throws IOException {
    return new ProcFile(FileChannel.open(PATH, StandardOpenOption.READ));
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
    ByteBuffer text = ByteBuffer.allocate(LENGTH);
    while (channel.read(text, text.position()) > 0) {
      if (!text.hasRemaining()) {
        text =
            ByteBuffer.wrap(Arrays.copyOf(text.array(), 2 * text.capacity()))
                .position(text.limit());
      }
    }
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
