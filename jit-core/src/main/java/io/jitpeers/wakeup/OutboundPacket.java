package io.jitpeers.wakeup;

import java.nio.ByteBuffer;

/**
 * One IP packet that was routed to the WireGuard interface. A source reuses one object for all
 * packets, so the object is valid only during {@link OutboundHandler#onPacket} and on that thread.
 * The result of {@link #retain} stays valid.
 */
public interface OutboundPacket {

  /**
   * Returns the packet's destination address in network byte order, from the buffer's position to
   * its limit. Readers use absolute gets only: they never change the position, the limit or the
   * contents.
   *
   * @return 4 bytes for IPv4, 16 for IPv6; the same buffer on each call, with big-endian order
   */
  ByteBuffer destination();

  /**
   * {@return a new copy of the packet, which stays valid after the handler's call. The caller has
   * to complete the copy. This method is called at most once for each packet}
   */
  RetainedOutboundPacket retain();
}
