package io.jitpeers.wakeup;

import io.jitpeers.spi.SourceStatistics;

/**
 * Delivers packets that were routed to the WireGuard interface, on their way to peers: the demand
 * signal of the private side. The data plane drops such a packet if no peer holds its destination
 * address; the orchestrator then brings the peer back, if it remembers one.
 *
 * <p>Thread-safe. A source delivers on a thread of its own, or on its caller's if it is fed by
 * hand, and never on two at once. It may deliver everything that goes into the tunnel: whose
 * address is held by a peer is not its matter.
 */
public interface OutboundSource extends AutoCloseable {

  /**
   * {@return a short name for logs, errors and statistics, such as {@code pcap-outbound:wg0},
   * without secrets}
   */
  String name();

  /**
   * Starts delivery. Called once.
   *
   * @param handler who looks at the packets
   * @throws java.io.UncheckedIOException if the source cannot start, with what to do about it
   * @throws IllegalStateException if it was started or closed before
   */
  void start(OutboundHandler handler);

  /**
   * Returns counters. Does not block and has no side effects.
   *
   * @return counters since the source was made
   */
  SourceStatistics statistics();

  /**
   * Stops delivery, unblocking a blocked read. Packets that were retained may still be completed;
   * they are not sent again. After it returns no packet is delivered. Closing again does nothing.
   */
  @Override
  void close();
}
