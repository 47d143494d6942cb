package io.jitpeers.linux.netlink;

import io.jitpeers.linux.SystemCallException;
import java.io.IOException;
import java.util.List;

/** Opens sockets, all in one network namespace. Thread-safe. */
@FunctionalInterface
public interface NetlinkSocketFactory {

  /**
   * Opens and binds a socket.
   *
   * @param options the socket's options
   * @return a socket that the caller closes
   * @throws SystemCallException if the kernel refuses
   */
  NetlinkSocket open(NetlinkSocketOptions options) throws SystemCallException;

  /**
   * Reads the table of the namespace's netlink sockets, {@code /proc/net/netlink}.
   *
   * @return the table's lines, including the heading; empty if there is no such table
   * @throws IOException if the table cannot be read, or the namespace cannot be entered
   */
  default List<String> socketTable() throws IOException {
    return List.of();
  }
}
