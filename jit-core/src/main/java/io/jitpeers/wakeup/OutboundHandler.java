package io.jitpeers.wakeup;

/**
 * Receives packets from an {@link OutboundSource}. The source calls the handler on one thread at a
 * time.
 */
@FunctionalInterface
public interface OutboundHandler {

  /**
   * Inspects one packet. All traffic into the tunnel may pass through this method, so the method
   * returns quickly and never throws. A packet has to be completed only if the handler has retained
   * it.
   *
   * @param packet the packet, valid only during this call
   */
  void onPacket(OutboundPacket packet);
}
