package io.jitpeers.pcap.internal.reinjection;

import java.io.IOException;

/** Sends whole IP packets into an interface. Thread-safe. */
public interface PacketSender extends AutoCloseable {
  /**
   * Sends a packet, without blocking.
   *
   * @param packet an IPv4 or IPv6 packet, including its IP header; this method may modify the array
   */
  void send(byte[] packet) throws IOException;

  /** Closes the sender. Closing again does nothing. */
  @Override
  void close();

  /** Opens a sender. */
  @FunctionalInterface
  interface Opener {
    /** Opens a sender, or throws an exception that names the reason and a remedy. */
    PacketSender open() throws IOException;
  }
}
