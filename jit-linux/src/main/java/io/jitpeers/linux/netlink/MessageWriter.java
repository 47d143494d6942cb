package io.jitpeers.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages one after another into one datagram. The caller ensures that there is
 * enough {@link #room}. Sequence numbers are 0 until {@link #number} sets them. Not thread-safe.
 */
public final class MessageWriter {
  private final ByteBuffer buffer;
  private int message = -1;
  private int messages;
  private int written;

  /**
   * Creates a writer; no message is written yet.
   *
   * @param capacity the maximum length of the datagram, in bytes
   */
  public MessageWriter(int capacity) {
    buffer = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  /**
   * Begins a message.
   *
   * @param type the message's type
   * @param flags its flags; {@code NLM_F_REQUEST} is added
   */
  public MessageWriter begin(int type, int flags) {
    message = buffer.position();
    buffer
        .putInt(0)
        .putShort((short) type)
        .putShort((short) (flags | Netlink.NLM_F_REQUEST))
        .putInt(0)
        .putInt(0);
    return this;
  }

  /** Writes a generic netlink header. */
  public MessageWriter genericHeader(int command, int version) {
    return bytes((byte) command, (byte) version, (byte) 0, (byte) 0);
  }

  /** Writes bytes of a family's own header. */
  public MessageWriter bytes(byte... bytes) {
    buffer.put(bytes);
    return this;
  }

  /** Ends the current message. */
  public void end() {
    buffer.putInt(message, buffer.position() - message);
    message = -1;
    messages++;
    written = Math.max(written, buffer.position());
  }

  public MessageWriter putU8(int type, int value) {
    header(type, Byte.BYTES);
    buffer.put((byte) value);
    return pad();
  }

  public MessageWriter putU16(int type, int value) {
    header(type, Short.BYTES);
    buffer.putShort((short) value);
    return pad();
  }

  public MessageWriter putU32(int type, int value) {
    header(type, Integer.BYTES);
    buffer.putInt(value);
    return this;
  }

  /** Writes an attribute whose value is in network byte order. */
  public MessageWriter putNetworkU32(int type, int value) {
    return putU32(
        type, buffer.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
  }

  public MessageWriter putBytes(int type, byte[] value) {
    header(type, value.length);
    buffer.put(value);
    return pad();
  }

  /** Writes a text with its terminating zero byte. */
  public MessageWriter putText(int type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    header(type, bytes.length + 1);
    buffer.put(bytes).put((byte) 0);
    return pad();
  }

  /**
   * Begins an attribute that contains other attributes. Returns the argument for {@link
   * #endNested}.
   */
  public int beginNested(int type) {
    int start = buffer.position();
    header(type | Netlink.NLA_F_NESTED, 0);
    return start;
  }

  /** Ends an attribute that contains other attributes. */
  public MessageWriter endNested(int start) {
    int length = buffer.position() - start;
    if (length > Netlink.MAX_ATTRIBUTE_LENGTH) {
      throw new IllegalStateException("a nested attribute of " + length + " bytes");
    }
    buffer.putShort(start, (short) length);
    return this;
  }

  /** Returns how many more bytes fit. */
  public int room() {
    return buffer.remaining();
  }

  /** Returns how many bytes have been written. */
  public int length() {
    return buffer.position();
  }

  /** Returns how many complete messages there are. */
  public int messages() {
    return messages;
  }

  /**
   * Removes all content and overwrites it with zeros, because messages may contain preshared keys.
   */
  public void clear() {
    int dirty = Math.max(written, buffer.position());
    Wipe.zero(buffer, dirty);
    buffer.clear();
    message = -1;
    messages = 0;
    written = 0;
  }

  /**
   * Gives the messages consecutive sequence numbers.
   *
   * @param first the first message's number
   */
  public void number(int first) {
    int sequence = first;
    int end = buffer.position();
    for (int at = 0; at < end; at += Netlink.align(buffer.getInt(at))) {
      buffer.putInt(at + 8, sequence++);
    }
  }

  /**
   * Returns the datagram, from position to limit, as a view that is valid until the writer is
   * changed.
   */
  public ByteBuffer datagram() {
    return buffer.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  private void header(int type, int valueLength) {
    if (valueLength > Netlink.MAX_ATTRIBUTE_LENGTH - Netlink.ATTRIBUTE_HEADER_LENGTH) {
      throw new IllegalArgumentException("an attribute with a value of " + valueLength + " bytes");
    }
    buffer.putShort((short) (Netlink.ATTRIBUTE_HEADER_LENGTH + valueLength)).putShort((short) type);
  }

  private MessageWriter pad() {
    while ((buffer.position() & 3) != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }
}
