package io.jitpeers.netlink.internal.socket;

/** Opens sockets, all in one network namespace. Thread-safe. */
@FunctionalInterface
public interface NetlinkSocketFactory {

  /**
   * Opens and binds a socket.
   *
   * @param options what it is for
   * @return a socket that the caller closes
   * @throws ErrnoException if the kernel refuses
   */
  NetlinkSocket open(NetlinkSocketOptions options) throws ErrnoException;
}
