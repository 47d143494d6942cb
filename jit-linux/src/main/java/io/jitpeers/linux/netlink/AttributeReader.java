package io.jitpeers.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Iterates over consecutive netlink attributes at one level of nesting. Can be reused; allocates
 * nothing but the objects that it returns. Every read checks the attribute's length. Not
 * thread-safe.
 */
public final class AttributeReader {
  private final ByteBuffer buffer;
  private int next;
  private int limit;
  private int value;
  private int length;
  private int type;

  /**
   * Creates a reader, which is not positioned at any attributes yet.
   *
   * @param buffer the buffer that holds the datagrams; its position and limit are not changed
   */
  public AttributeReader(ByteBuffer buffer) {
    this.buffer = buffer.duplicate().order(ByteOrder.nativeOrder());
  }

  void reset(int from, int to) {
    next = from;
    limit = to;
  }

  /**
   * Moves to the next attribute.
   *
   * @return false if there is none
   * @throws NetlinkFormatException if the next bytes are not a complete attribute
   */
  public boolean next() throws NetlinkFormatException {
    int left = limit - next;
    if (left <= 0) {
      return false;
    }
    if (left < Netlink.ATTRIBUTE_HEADER_LENGTH) {
      throw new NetlinkFormatException("only " + left + " bytes where an attribute should begin");
    }
    int whole = Short.toUnsignedInt(buffer.getShort(next));
    if (whole < Netlink.ATTRIBUTE_HEADER_LENGTH || whole > left) {
      throw new NetlinkFormatException(
          "an attribute of " + whole + " bytes where " + left + " are left");
    }
    type = buffer.getShort(next + 2) & Netlink.NLA_TYPE_MASK;
    value = next + Netlink.ATTRIBUTE_HEADER_LENGTH;
    length = whole - Netlink.ATTRIBUTE_HEADER_LENGTH;
    next += Netlink.align(whole);
    return true;
  }

  /** Returns the current attribute's type, without its flags. */
  public int type() {
    return type;
  }

  /** Returns the length of the current attribute's value, in bytes. */
  public int length() {
    return length;
  }

  /** Returns the offset in the buffer at which the current attribute's value begins. */
  public int offset() {
    return value;
  }

  public int u8() throws NetlinkFormatException {
    requireLength(Byte.BYTES);
    return Byte.toUnsignedInt(buffer.get(value));
  }

  public int u16() throws NetlinkFormatException {
    requireLength(Short.BYTES);
    return Short.toUnsignedInt(buffer.getShort(value));
  }

  public int u32() throws NetlinkFormatException {
    requireLength(Integer.BYTES);
    return buffer.getInt(value);
  }

  public long u64() throws NetlinkFormatException {
    requireLength(Long.BYTES);
    return buffer.getLong(value);
  }

  /**
   * Returns the signed 32-bit number at an offset in the current attribute's value, read in the
   * machine's byte order.
   */
  public int intAt(int offset) throws NetlinkFormatException {
    return buffer.getInt(inside(offset, Integer.BYTES));
  }

  /**
   * Returns the signed 64-bit number at an offset in the current attribute's value, read in the
   * machine's byte order.
   */
  public long longAt(int offset) throws NetlinkFormatException {
    return buffer.getLong(inside(offset, Long.BYTES));
  }

  /**
   * Returns the unsigned 16-bit number at an offset in the current attribute's value, read in the
   * machine's byte order.
   */
  public int shortAt(int offset) throws NetlinkFormatException {
    return Short.toUnsignedInt(buffer.getShort(inside(offset, Short.BYTES)));
  }

  /**
   * Returns the unsigned 16-bit number at an offset in the current attribute's value, read in
   * network byte order.
   */
  public int networkShortAt(int offset) throws NetlinkFormatException {
    int at = inside(offset, Short.BYTES);
    return Byte.toUnsignedInt(buffer.get(at)) << 8 | Byte.toUnsignedInt(buffer.get(at + 1));
  }

  /**
   * Returns the signed 32-bit number at an offset in the current attribute's value, read in network
   * byte order.
   */
  public int networkIntAt(int offset) throws NetlinkFormatException {
    return networkShortAt(offset) << 16 | networkShortAt(offset + Short.BYTES);
  }

  /**
   * Returns the signed 64-bit number at an offset in the current attribute's value, read in network
   * byte order.
   */
  public long networkLongAt(int offset) throws NetlinkFormatException {
    return (long) networkIntAt(offset) << Integer.SIZE
        | Integer.toUnsignedLong(networkIntAt(offset + Integer.BYTES));
  }

  /** Returns a copy of some bytes of the current attribute's value. */
  public byte[] bytesAt(int offset, int count) throws NetlinkFormatException {
    int from = inside(offset, count);
    byte[] bytes = new byte[count];
    buffer.get(from, bytes);
    return bytes;
  }

  /** Copies the current attribute's value into an array, which must be as long as the value. */
  public void copy(byte[] into) throws NetlinkFormatException {
    requireLength(into.length);
    buffer.get(value, into);
  }

  /** Returns whether every byte of the current attribute's value is zero. */
  public boolean isZero() {
    for (int i = 0; i < length; i++) {
      if (buffer.get(value + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the current attribute's value as text. The text ends at the first zero byte, if there
   * is one.
   */
  public String text() {
    byte[] bytes = new byte[length];
    buffer.get(value, bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /**
   * Returns a read-only view of the current attribute's value. The view is valid until the buffer
   * is filled again.
   */
  public ByteBuffer slice() {
    return buffer.slice(value, length).asReadOnlyBuffer();
  }

  /**
   * Makes another reader of the same buffer read the attributes that are nested in the current
   * attribute.
   */
  public void nested(AttributeReader inner) {
    inner.reset(value, value + length);
  }

  private void requireLength(int wanted) throws NetlinkFormatException {
    if (length != wanted) {
      throw new NetlinkFormatException(
          "an attribute of type "
              + type
              + " with a value of "
              + length
              + " bytes instead of "
              + wanted);
    }
  }

  private int inside(int offset, int count) throws NetlinkFormatException {
    if (offset < 0 || length - count < offset) {
      throw new NetlinkFormatException(
          "an attribute of type " + type + " with a value of only " + length + " bytes");
    }
    return value + offset;
  }
}
