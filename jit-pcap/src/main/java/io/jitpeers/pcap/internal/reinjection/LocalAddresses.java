package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;

/** The local addresses of a network namespace. */
interface LocalAddresses extends AutoCloseable {
  /**
   * Returns whether an address is local now. The kernel is queried each time, because addresses
   * change.
   *
   * @throws SystemCallException if the query fails
   */
  boolean isLocal(InetAddress address) throws SystemCallException;

  /**
   * Returns whether the routing tables choose the given source address for packets from the
   * namespace to a remote address. Also true if the remote address is local or unreachable, or if
   * the kernel reports no source address.
   *
   * @throws SystemCallException if the query fails
   */
  boolean answersFrom(InetAddress local, InetAddress remote) throws SystemCallException;

  /** Closes the queries' socket. Closing again does nothing. */
  @Override
  void close();
}
