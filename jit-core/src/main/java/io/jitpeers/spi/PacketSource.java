package io.jitpeers.spi;

import java.util.Set;

/**
 * Delivers UDP datagrams that look like handshake initiations: the demand signal.
 *
 * <p>Thread-safe. A source delivers on a thread of its own, or on its caller's if it is fed by
 * hand. It delivers what looks right from outside (length, type), and may deliver garbage: checking
 * is the pipeline's work.
 */
public interface PacketSource extends AutoCloseable {

  /** {@return a short name for logs and errors, such as {@code pcap:eth0}, without secrets} */
  String name();

  /**
   * Announces the UDP ports that the served devices listen on. The orchestrator calls it before
   * {@link #start}, and again on any thread when a port has changed. A source that picks packets by
   * their port picks by these from then on; one that cannot, for a firewall rule outside of it
   * picks, says in the log what has to follow. Returns without waiting for packets.
   *
   * @param ports the listen ports, each 1 to 65535; empty if a device listens on none
   * @throws io.jitpeers.settings.SettingsException before the start, if the source was told of
   *     other ports than these: packets would be missed in silence; the message says what to do
   */
  default void listenPorts(Set<Integer> ports) {}

  /**
   * Starts delivery. Called once.
   *
   * @param handler who takes the packets
   * @throws java.io.UncheckedIOException if the source cannot start, with what to do about it
   * @throws IllegalStateException if it was started or closed before
   */
  void start(PacketHandler handler);

  /**
   * Returns whether a packet completed as {@link PacketOutcome#INSTALLED} reaches the data plane,
   * so that the client is answered without a retry. If not, the orchestrator says so once, and has
   * the data plane initiate the handshake if the store can do that; else the client has to send
   * again, which takes it 5 s (REKEY_TIMEOUT, whitepaper section 6.1).
   *
   * @return true if packets are given back
   */
  boolean returnsPackets();

  /**
   * Returns whether the data plane gets a packet only once it is completed, and not if it is {@link
   * PacketOutcome#REJECTED}: then a resident peer is cut off by a wrong refusal, so before one the
   * orchestrator looks whether another program has added the peer to the device. A source that
   * watches what the data plane gets anyway says false, as this does. One that wraps another says
   * what that one does.
   *
   * @return true if packets are held; the same on each call
   */
  default boolean holdsPackets() {
    return false;
  }

  /**
   * Returns counters. Does not block and has no side effects; whoever asks for statistics waits.
   *
   * @return counters since the source was made
   */
  SourceStatistics statistics();

  /**
   * Stops delivery, unblocking a blocked read. Packets already delivered may still be completed.
   * After it returns no packet is delivered. Closing again does nothing.
   */
  @Override
  void close();
}
