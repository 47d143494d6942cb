package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.ReinjectionOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Gives initiations to the kernel again. Thread-safe. Nothing is thrown for what is on the wire.
 */
public interface Reinjector extends AutoCloseable {

  /**
   * Sends a datagram to the local address that it was for, as if from its original source. Does not
   * block, but for a moment while another thread does the same. What is not sent is not an error:
   * the client tries again after 5 s.
   *
   * @param source where it came from; resolved
   * @param destination the local address and port that it was for; resolved
   * @param payload the UDP payload, from position to limit, neither of which is moved
   * @return what became of it; its outcome was counted
   */
  Reinjection reinject(InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload);

  /** Counts reinjections by outcome; returns a snapshot with every outcome. */
  Map<ReinjectionOutcome, Long> counts();

  /** Closes it. Whatever comes later is CLOSED. A second time does nothing. */
  @Override
  void close();
}
