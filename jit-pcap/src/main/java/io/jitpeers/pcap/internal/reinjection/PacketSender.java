package io.jitpeers.pcap.internal.reinjection;

import java.io.IOException;

/** Sends whole IP packets into an interface. Thread-safe. */
public interface PacketSender extends AutoCloseable {
  /**
   * Sends a packet, without blocking.
   *
   * @param packet IPv4 or IPv6, beginning with its header; may be modified
   */
  void send(byte[] packet) throws IOException;

  /** Closes the sender. Closing again does nothing. */
  @Override
  void close();

  /** Opens a sender. */
  @FunctionalInterface
  interface Opener {
    /** Opens a sender, or throws an exception that says why not and names a remedy. */
    PacketSender open() throws IOException;
  }
}
