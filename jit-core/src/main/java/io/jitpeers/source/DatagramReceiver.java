package io.jitpeers.source;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The socket from which a receiving thread reads its datagrams. */
@FunctionalInterface
interface DatagramReceiver {
  /**
   * Waits for a datagram.
   *
   * @param buffer receives the datagram
   * @return the address that the datagram came from
   * @throws java.nio.channels.ClosedChannelException if the socket was closed
   * @throws IOException if this attempt to receive failed
   */
  InetSocketAddress receive(ByteBuffer buffer) throws IOException;
}
