package io.jitpeers.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Iterates over the messages of one datagram. Can be reused for other datagrams; copies and
 * allocates nothing. Not thread-safe.
 */
public final class MessageReader {
  private final ByteBuffer buffer;
  private int next;
  private int limit;
  private int start;
  private int end;

  /**
   * Creates a reader. {@link #reset} sets the datagram to read.
   *
   * @param buffer the buffer that holds the datagrams; its position and limit are not changed
   */
  public MessageReader(ByteBuffer buffer) {
    this.buffer = buffer.duplicate().order(ByteOrder.nativeOrder());
  }

  /**
   * Starts to read a datagram, which begins at the buffer's beginning.
   *
   * @param length the datagram's length in bytes
   */
  public void reset(int length) {
    next = 0;
    limit = length;
  }

  /**
   * Moves to the next message.
   *
   * @return false if there is none
   * @throws NetlinkFormatException if the next bytes are not a complete message
   */
  public boolean next() throws NetlinkFormatException {
    int left = limit - next;
    if (left <= 0) {
      return false;
    }
    if (left < Netlink.HEADER_LENGTH) {
      throw new NetlinkFormatException("only " + left + " bytes where a message should begin");
    }
    int length = buffer.getInt(next);
    if (length < Netlink.HEADER_LENGTH || length > left) {
      throw new NetlinkFormatException(
          "a message of " + length + " bytes where " + left + " are left");
    }
    start = next;
    end = next + length;
    // The last message of a datagram need not be padded.
    next = Math.min(limit, start + Netlink.align(length));
    return true;
  }

  public int type() {
    return Short.toUnsignedInt(buffer.getShort(start + 4));
  }

  public int flags() {
    return Short.toUnsignedInt(buffer.getShort(start + 6));
  }

  public int sequence() {
    return buffer.getInt(start + 8);
  }

  public int portId() {
    return buffer.getInt(start + 12);
  }

  /** Returns how many bytes follow the header. */
  public int payloadLength() {
    return end - start - Netlink.HEADER_LENGTH;
  }

  /**
   * Returns the signed 32-bit number at an offset in the payload.
   *
   * @param offset the number's offset in the payload
   * @throws NetlinkFormatException if the payload is too short
   */
  public int payloadInt(int offset) throws NetlinkFormatException {
    return buffer.getInt(payload(offset, Integer.BYTES));
  }

  /** Returns a byte of the payload. Throws if the payload is too short. */
  public int payloadByte(int offset) throws NetlinkFormatException {
    return Byte.toUnsignedInt(buffer.get(payload(offset, Byte.BYTES)));
  }

  private int payload(int offset, int length) throws NetlinkFormatException {
    if (offset < 0 || payloadLength() - length < offset) {
      throw new NetlinkFormatException(
          "a message of type " + type() + " with a payload of only " + payloadLength() + " bytes");
    }
    return start + Netlink.HEADER_LENGTH + offset;
  }

  /**
   * Makes a reader read the payload's attributes.
   *
   * @param attributes a reader of the same buffer
   * @param offset the number of payload bytes before the first attribute
   * @throws NetlinkFormatException if the payload is shorter than the offset
   */
  public void attributes(AttributeReader attributes, int offset) throws NetlinkFormatException {
    attributes.reset(payload(offset, 0), end);
  }
}
