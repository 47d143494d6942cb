package io.jitpeers.recovery;

/**
 * Receives packets from a {@link TransportSource}. The source calls the handler on one thread at a
 * time.
 */
@FunctionalInterface
public interface TransportHandler {

  /**
   * Inspects one packet. All data that clients send may pass through this method, so it must return
   * quickly. It must never throw.
   *
   * @param packet the packet, valid only during this call
   */
  void onPacket(TransportPacket packet);
}
