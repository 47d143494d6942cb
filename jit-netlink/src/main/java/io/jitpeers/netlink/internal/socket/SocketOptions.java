package io.jitpeers.netlink.internal.socket;

import com.sun.jna.Memory;
import io.jitpeers.netlink.internal.codec.Errno;

/** Sets the options of a netlink socket. */
final class SocketOptions {
  private SocketOptions() {}

  static void apply(int fd, NetlinkSocketOptions options) throws ErrnoException {
    setOptional(fd, LibC.NETLINK_EXT_ACK, 1);
    // Acknowledgements then do not carry the request back, which would be 64 KiB each.
    setOptional(fd, LibC.NETLINK_CAP_ACK, 1);
    if (!options.reportLoss()) {
      set(fd, LibC.SOL_NETLINK, LibC.NETLINK_NO_ENOBUFS, 1);
    }
    setBuffer(fd, LibC.SO_SNDBUFFORCE, LibC.SO_SNDBUF, options.sendBufferBytes());
    setBuffer(fd, LibC.SO_RCVBUFFORCE, LibC.SO_RCVBUF, options.receiveBufferBytes());
  }

  private static void setOptional(int fd, int name, int value) throws ErrnoException {
    try {
      set(fd, LibC.SOL_NETLINK, name, value);
    } catch (ErrnoException e) {
      // Kernels before 4.2 (CAP_ACK) and 4.12 (EXT_ACK) lack them, and WireGuard came with 5.6.
      if (e.errno() != ENOPROTOOPT) {
        throw e;
      }
    }
  }

  private static final int ENOPROTOOPT = 92;

  /** Beyond the system's limit if the process may, else as far as the limit goes. */
  private static void setBuffer(int fd, int forced, int unforced, int bytes) throws ErrnoException {
    if (bytes == 0 || buffer(fd, unforced) >= bytes) {
      return;
    }
    // The kernel doubles what it is told, for its own bookkeeping (socket(7)).
    int half = bytes / 2;
    try {
      set(fd, LibC.SOL_SOCKET, forced, half);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
      set(fd, LibC.SOL_SOCKET, unforced, half);
    }
  }

  private static int buffer(int fd, int name) throws ErrnoException {
    try (Memory value = new Memory(Integer.BYTES);
        Memory length = new Memory(Integer.BYTES)) {
      length.setInt(0, Integer.BYTES);
      KernelNetlinkSocket.call(
          "getsockopt", () -> LibC.getsockopt(fd, LibC.SOL_SOCKET, name, value, length));
      return value.getInt(0);
    }
  }

  private static void set(int fd, int level, int name, int value) throws ErrnoException {
    try (Memory memory = new Memory(Integer.BYTES)) {
      memory.setInt(0, value);
      KernelNetlinkSocket.call(
          "setsockopt " + name, () -> LibC.setsockopt(fd, level, name, memory, Integer.BYTES));
    }
  }
}
