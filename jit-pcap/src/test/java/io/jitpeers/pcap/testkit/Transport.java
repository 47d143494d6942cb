package io.jitpeers.pcap.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Creates transport data messages, and messages of the kernel's packet log. */
public final class Transport {
  /** The type of the attribute with the packet. */
  public static final int PAYLOAD = 9;

  private Transport() {}

  /** Returns a UDP payload in the form of a transport data message. */
  public static byte[] message(int length) {
    byte[] message = new byte[length];
    message[0] = 4;
    return message;
  }

  /**
   * Returns a message of the packet log with the attributes that the kernel puts before the packet:
   * the packet header, an empty prefix, the interface, and the time.
   */
  public static byte[] logged(byte[] packet) {
    ByteBuffer message =
        ByteBuffer.allocate(4 + 8 + 8 + 8 + 20 + 4 + packet.length + 3)
            .order(ByteOrder.nativeOrder())
            .put((byte) (packet[0] >> 4 == 4 ? 2 : 10))
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) 5);
    attribute(message, 1, new byte[4]);
    attribute(message, 10, new byte[1]);
    attribute(message, 4, new byte[4]);
    attribute(message, 3, new byte[16]);
    attribute(message, PAYLOAD, packet);
    byte[] bytes = new byte[message.position()];
    message.get(0, bytes);
    return bytes;
  }

  /** Appends an attribute and its padding. */
  public static void attribute(ByteBuffer message, int type, byte[] value) {
    message.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    message.put(new byte[-value.length & 3]);
  }
}
