package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the destinations to which this machine's firewall translated packets. The packets were sent
 * to a forwarded port, that is, a port that the firewall forwards to a WireGuard device's port.
 */
interface Translations extends AutoCloseable {
  /**
   * Asks the kernel's connection tracking for the translated destination of a datagram that arrived
   * a moment ago.
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
