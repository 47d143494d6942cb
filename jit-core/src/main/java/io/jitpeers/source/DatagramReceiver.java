package io.jitpeers.source;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Where a receiving thread gets its datagrams. */
@FunctionalInterface
interface DatagramReceiver {
  /**
   * Waits for a datagram.
   *
   * @param buffer receives it
   * @return where it came from
   * @throws java.nio.channels.ClosedChannelException if the socket was closed
   * @throws IOException if receiving failed this time
   */
  InetSocketAddress receive(ByteBuffer buffer) throws IOException;
}
