package io.jitpeers.wakeup;

/** Looks at packets from an {@link OutboundSource}, which calls it on one thread at a time. */
@FunctionalInterface
public interface OutboundHandler {

  /**
   * Looks at one packet. Returns quickly, for all traffic into the tunnel may come by here, and
   * never throws. A packet that is not retained needs nothing more.
   *
   * @param packet the packet, valid during this call
   */
  void onPacket(OutboundPacket packet);
}
