package io.jitpeers.recovery;

import java.nio.ByteBuffer;

/**
 * One transport data message (type 4; whitepaper, section 5.4.6) that was sent to a WireGuard
 * interface. A source reuses one object for all packets. The object is therefore valid only during
 * the call of {@link TransportHandler#onPacket}, and only on the thread of the call.
 */
public interface TransportPacket {

  /**
   * Returns the sender's address in network byte order, from the buffer's position to its limit.
   * Callers must read the buffer with absolute get methods, and must not change its position, limit
   * or contents.
   *
   * @return 4 bytes for IPv4, 16 for IPv6; the same buffer on each call, with big-endian order
   */
  ByteBuffer source();

  /** {@return the sender's UDP port, 1 to 65535} */
  int sourcePort();
}
