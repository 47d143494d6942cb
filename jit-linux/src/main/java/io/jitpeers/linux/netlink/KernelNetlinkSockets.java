package io.jitpeers.linux.netlink;

import io.jitpeers.linux.NativeAccess;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens netlink sockets to this machine's kernel, all in one network namespace. */
public final class KernelNetlinkSockets implements NetlinkSocketFactory {
  /** The kernel's table of the netlink sockets in the calling thread's network namespace. */
  private static final Path SOCKET_TABLE = Path.of("/proc/thread-self/net/netlink");

  private final @Nullable NetworkNamespace namespace;

  private KernelNetlinkSockets(@Nullable NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  /** Returns a factory that opens each socket in the calling thread's network namespace. */
  public static NetlinkSocketFactory ofProcess() {
    return new KernelNetlinkSockets(null);
  }

  /**
   * Returns a factory that opens sockets in the given network namespace. The factory looks up the
   * namespace again for each socket.
   */
  public static NetlinkSocketFactory of(NetworkNamespace namespace) {
    return new KernelNetlinkSockets(namespace);
  }

  @Override
  public NetlinkSocket open(NetlinkSocketOptions options) throws SystemCallException {
    // Checked before KernelNetlinkSocket is linked: if JNA is absent, linking fails without a
    // helpful message.
    NativeAccess.require();
    return NetworkNamespace.callIn(namespace, () -> KernelNetlinkSocket.open(options));
  }

  @Override
  public List<String> socketTable() throws IOException {
    return NetworkNamespace.callIn(namespace, () -> Files.readAllLines(SOCKET_TABLE));
  }
}
