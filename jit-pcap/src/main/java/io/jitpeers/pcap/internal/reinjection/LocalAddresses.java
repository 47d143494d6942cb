package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;

/** The local addresses of a network namespace. */
interface LocalAddresses extends AutoCloseable {
  /**
   * Returns whether an address is local now. Queried each time, because addresses change.
   *
   * @throws SystemCallException if the query fails
   */
  boolean isLocal(InetAddress address) throws SystemCallException;

  /**
   * Returns whether packets from the namespace to a remote address have the given source address if
   * the routing tables choose it. Also true if the remote address is unreachable.
   *
   * @throws SystemCallException if the query fails
   */
  boolean answersFrom(InetAddress local, InetAddress remote) throws SystemCallException;

  /** Closes the queries' socket. Closing again does nothing. */
  @Override
  void close();
}
