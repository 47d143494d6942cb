package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.ReinjectionOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Reinjects initiations into the kernel. Thread-safe. Does not throw, whatever a packet contains.
 */
public interface Reinjector extends AutoCloseable {

  /**
   * Sends a datagram to its original local address, with its original source address. Does not
   * block, except briefly while another thread reinjects. If the datagram cannot be sent, this
   * method does not throw, and the client retries after 5 s.
   *
   * @param source the datagram's original source; resolved
   * @param destination the datagram's original local address and port; resolved
   * @param payload the UDP payload, from position to limit; neither is changed
   * @return the result; its outcome is included in {@link #counts}
   */
  Reinjection reinject(InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload);

  /**
   * Returns a snapshot of the number of reinjections for each outcome. Every outcome is a key of
   * the map.
   */
  Map<ReinjectionOutcome, Long> counts();

  /**
   * Closes the reinjector. Later reinjections have the outcome CLOSED. Closing again does nothing.
   */
  @Override
  void close();
}
