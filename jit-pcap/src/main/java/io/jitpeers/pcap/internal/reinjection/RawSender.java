package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Sends datagrams that have their IP header already. */
interface RawSender extends AutoCloseable {
  /**
   * Sends one, without blocking.
   *
   * @param datagram a direct buffer, from position to limit
   * @param destination the same as in the header
   */
  void send(ByteBuffer datagram, InetAddress destination) throws SystemCallException;

  @Override
  void close();
}
