package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the destinations to which this machine's firewall translates packets to forwarded ports.
 */
interface Translations extends AutoCloseable {
  /**
   * Returns the destination to which a datagram that arrived a moment ago was translated, according
   * to its connection.
   *
   * @param source the datagram's source
   * @param destination the datagram's destination when it arrived
   * @return where the datagram was delivered; the destination itself if it was not translated; null
   *     if the connection is unknown
   * @throws SystemCallException if the query fails
   */
  @Nullable InetSocketAddress translated(InetSocketAddress source, InetSocketAddress destination)
      throws SystemCallException;

  /** Closes the queries' socket. Closing again does nothing. */
  @Override
  void close();
}
