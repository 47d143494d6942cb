package io.jitpeers.spi;

import java.util.Set;

/**
 * Delivers UDP datagrams that look like handshake initiations.
 *
 * <p>Thread-safe. A source delivers packets on its own thread or, if the application passes packets
 * to it, on the application's thread. A source selects packets by length and message type only, so
 * it may deliver garbage; the orchestrator checks each packet.
 */
public interface PacketSource extends AutoCloseable {

  /** {@return a short name for logs and errors, such as {@code pcap:eth0}, without secrets} */
  String name();

  /**
   * Sets the UDP ports on which the served devices listen. The orchestrator calls this method
   * before {@link #start}, and again on any thread after a port has changed. A source that filters
   * packets by port uses these ports from then on. A source whose packets are selected elsewhere,
   * such as by a firewall rule, logs what the operator has to change. Returns without waiting for
   * packets.
   *
   * @param ports the listen ports, each 1 to 65535; empty if no device listens
   * @throws io.jitpeers.settings.SettingsException before the start, if the source is configured
   *     for other ports and would therefore silently miss packets; the message says what to do
   */
  default void listenPorts(Set<Integer> ports) {}

  /**
   * Starts delivery. Called once.
   *
   * @param handler receives the packets
   * @throws java.io.UncheckedIOException if the source cannot start; the message says what to do
   * @throws IllegalStateException if the source was started or closed before
   */
  void start(PacketHandler handler);

  /**
   * Returns whether a packet completed as {@link PacketOutcome#INSTALLED} reaches the data plane,
   * so that the client is answered without a retry. If this method returns false, the orchestrator
   * logs a message once, and the client is answered in another way. If the store {@linkplain
   * PeerStore#initiatesHandshakes can initiate handshakes}, the orchestrator makes the data plane
   * initiate the handshake after each install. Otherwise the client has to send its initiation
   * again, after 5 s (REKEY_TIMEOUT, whitepaper section 6.1).
   *
   * @return true if packets completed as {@code INSTALLED} reach the data plane
   */
  boolean returnsPackets();

  /**
   * Returns whether the source holds packets: the data plane receives a packet only after the
   * packet's completion, and never receives a packet completed as {@link PacketOutcome#REJECTED}. A
   * wrong rejection can therefore cut off a peer that another program has added to the device. If
   * this method returns true, the orchestrator checks whether another program has added the peer,
   * before it rejects an initiation as a replay, or because the control plane has no usable config
   * for the peer. The default implementation returns false, which suits a source whose packets
   * reach the data plane in any case. A source that wraps another source returns the value of the
   * wrapped source.
   *
   * @return true if the source holds packets; the same value on each call
   */
  default boolean holdsPackets() {
    return false;
  }

  /**
   * Returns the source's counters. Has no side effects. Never blocks, because a caller of the
   * orchestrator's statistics waits for this method.
   *
   * @return the counters since the source was created
   */
  SourceStatistics statistics();

  /**
   * Stops delivery and unblocks a blocked read. Once this method has returned, the handler receives
   * no further packet. It may still complete packets that it received earlier; the source must
   * permit this. Closing again does nothing.
   */
  @Override
  void close();
}
