package io.jitpeers.spi;

/** Takes packets from a {@link PacketSource}. Thread-safe: several sources may share one. */
@FunctionalInterface
public interface PacketHandler {

  /**
   * Takes one packet. Returns quickly (no lookup, no Diffie-Hellman, no lock held for long) and
   * never throws. The packet is completed exactly once, perhaps later and on another thread.
   *
   * @param packet the packet, valid during this call unless retained
   */
  void onPacket(Packet packet);
}
