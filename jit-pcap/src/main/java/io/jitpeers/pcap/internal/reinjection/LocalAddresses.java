package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

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
   * Queries both ends of a datagram at once. This takes fewer system calls than two separate
   * queries.
   *
   * @throws SystemCallException if the query fails
   */
  Ends ends(InetAddress source, InetAddress destination) throws SystemCallException;

  /**
   * The ends of a datagram.
   *
   * @param localSource whether the source is a local address
   * @param localDestination whether the destination is a local address
   * @param answeredFrom the source address that the routing tables choose for an answer to the
   *     datagram; null if the datagram's source is unreachable, or if the kernel reports no source
   *     address
   */
  record Ends(boolean localSource, boolean localDestination, @Nullable InetAddress answeredFrom) {
    /**
     * Returns whether the answer to the datagram would come from the given local address. Always
     * true for a client on this machine, because its packets and the answers go over loopback. Also
     * true if {@code answeredFrom} is null.
     */
    boolean answersFrom(InetAddress local) {
      return localSource || answeredFrom == null || answeredFrom.equals(local);
    }
  }

  /** Closes the queries' socket. Closing again does nothing. */
  @Override
  void close();
}
