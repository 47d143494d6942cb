package io.jitpeers.wakeup;

import io.jitpeers.spi.SourceStatistics;

/**
 * Delivers packets that were routed to the WireGuard interface, on their way to peers. The data
 * plane drops such a packet if no peer holds its destination address. If the orchestrator remembers
 * that an evicted peer held the address, it then installs that peer again.
 *
 * <p>Thread-safe. A source delivers packets on its own thread, or on its caller's thread if the
 * application feeds it, and never on two threads at once. A source may deliver all packets that
 * enter the tunnel. The source need not check whether a peer holds the destination address.
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
   * @param handler receives the packets
   * @throws java.io.UncheckedIOException if the source cannot start; the message says what to do
   * @throws IllegalStateException if it was started or closed before
   */
  void start(OutboundHandler handler);

  /**
   * Returns the source's counters. Does not block and has no side effects.
   *
   * @return the counters since the source was created
   */
  SourceStatistics statistics();

  /**
   * Stops delivery and unblocks a thread that is waiting for packets. Once this method has
   * returned, no packet is delivered. Retained packets may still be completed, but they are not
   * sent again. Closing again does nothing.
   */
  @Override
  void close();
}
