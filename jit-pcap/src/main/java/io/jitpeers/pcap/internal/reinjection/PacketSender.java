package io.jitpeers.pcap.internal.reinjection;

import java.io.IOException;

/** Sends whole IP packets into an interface. Thread-safe. */
public interface PacketSender extends AutoCloseable {
  /**
   * Sends one, without blocking.
   *
   * @param packet IPv4 or IPv6, from its header on; may be changed
   */
  void send(byte[] packet) throws IOException;

  /** Closes it. A second time does nothing. */
  @Override
  void close();

  /** Opens it. */
  @FunctionalInterface
  interface Opener {
    /** Opens it, or says why not and what to do about it. */
    PacketSender open() throws IOException;
  }
}
