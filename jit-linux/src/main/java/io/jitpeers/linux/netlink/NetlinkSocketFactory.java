package io.jitpeers.linux.netlink;

import io.jitpeers.linux.SystemCallException;
import java.io.IOException;
import java.util.List;

/** Opens netlink sockets, all in one network namespace. Thread-safe. */
@FunctionalInterface
public interface NetlinkSocketFactory {

  /**
   * Opens and binds a netlink socket.
   *
   * @param options the socket's options
   * @return a socket that the caller closes
   * @throws SystemCallException if the kernel refuses to open or bind the socket
   */
  NetlinkSocket open(NetlinkSocketOptions options) throws SystemCallException;

  /**
   * Reads {@code /proc/net/netlink}, the table of all netlink sockets in this factory's network
   * namespace.
   *
   * @return the table's lines, including the heading; empty if there is no such table
   * @throws IOException if the table cannot be read, or the namespace cannot be entered
   */
  default List<String> socketTable() throws IOException {
    return List.of();
  }
}
