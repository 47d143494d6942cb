package io.jitpeers.wakeup;

/**
 * Receives packets from an {@link OutboundSource}. The source calls the handler on one thread at a
 * time.
 */
@FunctionalInterface
public interface OutboundHandler {

  /**
   * Inspects one packet. All traffic into the tunnel may pass through this method, so the method
   * returns quickly and never throws. A handler that calls {@link OutboundPacket#retain} must later
   * call {@link RetainedOutboundPacket#complete} on the returned copy. A packet that is not
   * retained needs no completion.
   *
   * @param packet the packet, valid only during this call
   */
  void onPacket(OutboundPacket packet);
}
