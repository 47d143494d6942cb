package io.jitpeers.wakeup;

import io.jitpeers.spi.SourceStatistics;

/**
 * Delivers outbound packets to an {@link OutboundHandler}. An outbound packet is an IP packet that
 * was routed to the WireGuard interface. The data plane drops an outbound packet if no peer holds
 * the packet's destination address. If the orchestrator remembers that an evicted peer held the
 * address, the orchestrator then installs this peer again.
 *
 * <p>Thread-safe. A source delivers packets on its own thread. The only exception is a source that
 * gets its packets from the application: it delivers them on the application's thread. No source
 * delivers on two threads at once. A source may deliver all packets that enter the tunnel. The
 * source need not check whether a peer holds the destination address.
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
   * @throws IllegalStateException if the source was already started or closed
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
   * returned, no packet is delivered. The handler still completes the packets that it has retained,
   * but the source no longer sends them to the data plane. Closing again does nothing.
   */
  @Override
  void close();
}
