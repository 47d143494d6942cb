package io.jitpeers.wakeup;

import java.nio.ByteBuffer;

/**
 * One IP packet that was routed to the WireGuard interface. A source uses one object for all
 * packets: it is valid during {@link OutboundHandler#onPacket}, on its thread. What {@link #retain}
 * gives is valid for good.
 */
public interface OutboundPacket {

  /**
   * Returns the address the packet is for, in network byte order, from the buffer's position to its
   * limit. It is read with absolute gets: position and limit are never moved, nor contents changed,
   * by the reader.
   *
   * @return 4 bytes for IPv4, 16 for IPv6; the same buffer on each call, its order big-endian
   */
  ByteBuffer destination();

  /**
   * {@return a packet that stays valid beyond the handler's call, and is to be completed, a new
   * copy; asked for once}
   */
  RetainedOutboundPacket retain();
}
