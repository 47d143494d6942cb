package io.jitpeers.wakeup;

import java.nio.ByteBuffer;

/**
 * One IP packet that was routed to the WireGuard interface. A source reuses one object for all
 * packets, so the object is valid only during the call of {@link OutboundHandler#onPacket}, and
 * only on the thread of that call. The result of {@link #retain} stays valid after the call.
 */
public interface OutboundPacket {

  /**
   * Returns the packet's destination address in network byte order, from the buffer's position to
   * its limit. The caller must read it with absolute gets, and must not change the position, the
   * limit or the contents.
   *
   * @return 4 bytes for IPv4, 16 for IPv6; the same buffer on each call, with big-endian order
   */
  ByteBuffer destination();

  /**
   * {@return a copy of the packet, which stays valid after the handler has returned} The caller
   * must report the copy's outcome with {@link RetainedOutboundPacket#complete}. This method is
   * called at most once for each packet.
   */
  RetainedOutboundPacket retain();
}
