package io.jitpeers.linux.netlink;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.SystemSocket;

/** Sets the options of a netlink socket ({@code linux/netlink.h}, {@code asm-generic/socket.h}). */
final class SocketOptions {
  // The values of SOL_SOCKET options differ on MIPS, PA-RISC and SPARC, which the JDK does not
  // support.
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_NO_ENOBUFS = 5;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;

  private SocketOptions() {}

  static void apply(SystemSocket socket, NetlinkSocketOptions options) throws SystemCallException {
    setOptional(socket, NETLINK_EXT_ACK);
    // With this option, acknowledgements do not repeat the request, which can be 64 KiB long.
    setOptional(socket, NETLINK_CAP_ACK);
    if (!options.reportLoss()) {
      socket.setOption(SOL_NETLINK, NETLINK_NO_ENOBUFS, 1);
    }
    setBuffer(socket, SO_SNDBUFFORCE, SO_SNDBUF, options.sendBufferBytes());
    setBuffer(socket, SO_RCVBUFFORCE, SO_RCVBUF, options.receiveBufferBytes());
  }

  private static void setOptional(SystemSocket socket, int name) throws SystemCallException {
    try {
      socket.setOption(SOL_NETLINK, name, 1);
    } catch (SystemCallException e) {
      // Kernels before 4.2 (CAP_ACK) and 4.12 (EXT_ACK) lack these options. That does not matter,
      // because the kernel has WireGuard only since 5.6.
      if (e.errno() != Errno.ENOPROTOOPT) {
        throw e;
      }
    }
  }

  /**
   * Enlarges a socket buffer to at least the given number of bytes; 0 changes nothing. The system's
   * limit applies, unless the process has the privilege to exceed this limit.
   */
  private static void setBuffer(SystemSocket socket, int forced, int unforced, int bytes)
      throws SystemCallException {
    if (bytes == 0 || socket.option(SOL_SOCKET, unforced) >= bytes) {
      return;
    }
    // The kernel doubles the value for its own bookkeeping (socket(7)).
    int half = bytes / 2;
    try {
      socket.setOption(SOL_SOCKET, forced, half);
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
      socket.setOption(SOL_SOCKET, unforced, half);
    }
  }
}
