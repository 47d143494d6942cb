package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.internal.system.Errno;
import io.jitpeers.pcap.internal.system.SystemCallException;
import io.jitpeers.pcap.internal.system.SystemSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The kernel's own. */
final class KernelRouteSocket implements RouteSocket {
  private static final String SUBJECT = "the routing socket";

  /** {@code linux/netlink.h}. */
  private static final int NETLINK_ROUTE = 0;

  // struct sockaddr_nl: family 2, padding 2, port id 4, groups 4.
  private static final int ADDRESS_LENGTH = 12;

  /** The kernel answers before send returns; this is only so that nothing waits for ever. */
  private static final int PATIENCE_MILLIS = 1_000;

  private final SystemSocket socket;

  private KernelRouteSocket(SystemSocket socket) {
    this.socket = socket;
  }

  /** Opens one in the calling thread's network namespace. */
  static KernelRouteSocket open() throws SystemCallException {
    SystemSocket socket =
        SystemSocket.open(SUBJECT, SystemSocket.AF_NETLINK, SystemSocket.SOCK_RAW, NETLINK_ROUTE);
    try {
      // Port id 0 is the kernel. Connected to it, the socket refuses what other processes send.
      ByteBuffer kernel = ByteBuffer.allocateDirect(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());
      socket.connect(kernel.putShort(0, (short) SystemSocket.AF_NETLINK));
      return new KernelRouteSocket(socket);
    } catch (SystemCallException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void send(ByteBuffer datagram) throws SystemCallException {
    socket.send(datagram);
  }

  @Override
  public void receive(ByteBuffer into) throws SystemCallException {
    into.clear();
    int length = socket.receive(into);
    if (length < 0) {
      socket.awaitReadable(PATIENCE_MILLIS);
      length = socket.receive(into);
    }
    if (length < 0) {
      throw new SystemCallException("receiving from", SUBJECT, Errno.ETIMEDOUT);
    }
    into.limit(length);
  }

  @Override
  public void close() {
    socket.close();
  }
}
