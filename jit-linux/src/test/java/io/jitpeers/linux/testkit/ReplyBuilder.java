package io.jitpeers.linux.testkit;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Builds one datagram of the kernel: messages, each with attributes. It shares no code with the
 * reader under test. Content that does not fit throws {@link BufferOverflowException}; then {@link
 * #cancel} goes back to a mark, as the kernel does when it fills a message.
 *
 * <p>Not thread-safe.
 */
public final class ReplyBuilder {
  private static final int ROOMY = 256 * 1024;
  private static final int NLA_F_NESTED = 0x8000;

  private final ByteBuffer bytes;
  private int message = -1;

  /** Creates an empty datagram with room for any test. */
  public ReplyBuilder() {
    this(ROOMY);
  }

  /**
   * Creates an empty datagram.
   *
   * @param capacity its maximum length in bytes
   */
  public ReplyBuilder(int capacity) {
    bytes = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
  }

  /** Ends the previous message, if there is one, and begins another ({@code struct nlmsghdr}). */
  public ReplyBuilder message(int type, int flags, int sequence, int portId) {
    endMessage();
    message = bytes.position();
    bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(portId);
    return this;
  }

  /** Adds a generic netlink header of version 1. */
  public ReplyBuilder generic(int command) {
    bytes.put((byte) command).put((byte) 1).putShort((short) 0);
    return this;
  }

  /** Adds bytes unchanged. */
  public ReplyBuilder raw(byte... raw) {
    bytes.put(raw);
    return this;
  }

  /** Adds a number, in the machine's byte order. */
  public ReplyBuilder rawInt(int value) {
    bytes.putInt(value);
    return this;
  }

  /** Adds a number of 16 bits, in the machine's byte order. */
  public ReplyBuilder rawShort(int value) {
    bytes.putShort((short) value);
    return this;
  }

  /** Adds an attribute. */
  public ReplyBuilder put(int type, byte... value) {
    bytes.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }

  /** Adds an attribute of 8 bits. */
  public ReplyBuilder putU8(int type, int value) {
    return put(type, (byte) value);
  }

  /** Adds an attribute of 16 bits. */
  public ReplyBuilder putU16(int type, int value) {
    return put(type, number(Short.BYTES).putShort((short) value).array());
  }

  /** Adds an attribute of 32 bits. */
  public ReplyBuilder putU32(int type, int value) {
    return put(type, number(Integer.BYTES).putInt(value).array());
  }

  /** Adds an attribute of 64 bits, preceded by the padding that some machines need. */
  public ReplyBuilder putU64(int type, long value) {
    if (bytes.position() % 8 == 0) {
      put(0);
    }
    return put(type, number(Long.BYTES).putLong(value).array());
  }

  /** Adds a text with its terminating zero byte. */
  public ReplyBuilder putText(int type, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return put(type, Arrays.copyOf(encoded, encoded.length + 1));
  }

  /** Adds an attribute that contains attributes. */
  public ReplyBuilder nested(int type, Consumer<? super ReplyBuilder> inside) {
    int start = beginNested(type);
    inside.accept(this);
    return endNested(start);
  }

  /** Begins an attribute that contains attributes; returns the argument that ends it. */
  public int beginNested(int type) {
    int start = bytes.position();
    bytes.putShort((short) 0).putShort((short) (type | NLA_F_NESTED));
    return start;
  }

  /** Ends an attribute that contains attributes. */
  public ReplyBuilder endNested(int start) {
    bytes.putShort(start, (short) (bytes.position() - start));
    return this;
  }

  /** Returns the offset of the next byte. */
  public int mark() {
    return bytes.position();
  }

  /** Removes everything after a mark. */
  public void cancel(int mark) {
    bytes.position(mark);
  }

  /** Removes the message that was begun at a mark, if there was room to begin it. */
  public void cancelMessage(int mark) {
    bytes.position(mark);
    message = -1;
  }

  /** Removes everything. */
  public ReplyBuilder clear() {
    bytes.clear();
    message = -1;
    return this;
  }

  private static ByteBuffer number(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
  }

  private void endMessage() {
    if (message >= 0) {
      bytes.putInt(message, bytes.position() - message);
      while (bytes.position() % 4 != 0) {
        bytes.put((byte) 0);
      }
      message = -1;
    }
  }

  /** Ends the last message. */
  public byte[] toBytes() {
    endMessage();
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
