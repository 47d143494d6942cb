package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.internal.system.SystemCallException;
import java.nio.ByteBuffer;

/** A NETLINK_ROUTE socket that hears nobody but the kernel. */
interface RouteSocket extends AutoCloseable {
  /**
   * Sends a datagram to the kernel.
   *
   * @param datagram a direct buffer, from position to limit
   */
  void send(ByteBuffer datagram) throws SystemCallException;

  /**
   * Receives a datagram, for which it waits at most a moment.
   *
   * @param into a direct buffer; cleared, then filled from 0 to its new limit
   * @throws SystemCallException ETIMEDOUT if none comes
   */
  void receive(ByteBuffer into) throws SystemCallException;

  @Override
  void close();
}
