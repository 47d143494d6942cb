package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.KernelFile;
import io.jitpeers.linux.NetworkNamespace;
import java.io.IOException;

/** The file {@code /proc/net/netfilter/nfnetlink_queue} of a network namespace. */
public final class ProcFile implements KernelLosses.File {
  private static final String PATH = "/proc/thread-self/net/netfilter/nfnetlink_queue";

  private final KernelFile file;

  private ProcFile(KernelFile file) {
    this.file = file;
  }

  private static ProcFile open() throws IOException {
    return new ProcFile(KernelFile.open(PATH));
  }

  /** Returns an opener of the file of this process's namespace. */
  public static KernelLosses.Opener ofProcess() {
    return ProcFile::open;
  }

  /** Returns an opener of the file of the given namespace. */
  public static KernelLosses.Opener of(NetworkNamespace namespace) {
    return () -> NetworkNamespace.callIn(namespace, ProcFile::open);
  }

  @Override
  public String read() throws IOException {
    return file.read();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
