package io.jitpeers.recovery;

import io.jitpeers.spi.SourceStatistics;
import java.util.Set;

/**
 * Delivers the transport data messages that clients send to a WireGuard interface. The data plane
 * drops such a message if the data plane has no session with the message's receiver index. The
 * session is missing if the peer was evicted, or if the client's session is with another gateway
 * that has failed. The orchestrator then installs the peer and initiates a handshake, so that the
 * client need not wait until its own timers detect the lost session (15 s, KEEPALIVE_TIMEOUT +
 * REKEY_TIMEOUT; whitepaper, section 6.1).
 *
 * <p>Thread-safe. A source delivers packets on its own thread. The only exception is a source that
 * gets its packets from the application: it delivers them on the application's thread. No source
 * delivers on two threads at once. A source may deliver all transport data messages, or only
 * messages from senders that it has not seen for some time. The source need not know which messages
 * the data plane drops.
 */
public interface TransportSource extends AutoCloseable {

  /**
   * {@return a short name for logs, errors and statistics, such as {@code pcap-transport:eth0},
   * without secrets}
   */
  String name();

  /**
   * Sets the UDP ports on which the orchestrator's WireGuard devices listen. The orchestrator calls
   * this method before {@link #start}, and again on any thread after a port has changed.
   *
   * @param ports the listen ports, each 1 to 65535; empty if no device listens
   */
  default void listenPorts(Set<Integer> ports) {}

  /**
   * Starts delivery. Called once.
   *
   * @param handler receives the packets
   * @throws java.io.UncheckedIOException if the source cannot start; the message says what to do
   * @throws IllegalStateException if the source was already started or closed
   */
  void start(TransportHandler handler);

  /**
   * Returns the source's counters. Does not block and has no side effects.
   *
   * @return the counters since the source was created
   */
  SourceStatistics statistics();

  /**
   * Stops delivery and unblocks a thread that is waiting for packets. Once this method has
   * returned, no packet is delivered. Closing again does nothing.
   */
  @Override
  void close();
}
