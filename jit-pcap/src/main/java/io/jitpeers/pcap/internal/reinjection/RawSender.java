package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Sends datagrams that include their IP header. */
interface RawSender extends AutoCloseable {
  /**
   * Sends a datagram, without blocking.
   *
   * @param datagram a direct buffer, from position to limit
   * @param destination the destination address in the IP header
   */
  void send(ByteBuffer datagram, InetAddress destination) throws SystemCallException;

  @Override
  void close();
}
