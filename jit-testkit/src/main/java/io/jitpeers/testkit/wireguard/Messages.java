package io.jitpeers.testkit.wireguard;

import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The layouts of WireGuard's messages (whitepaper section 5.4). */
public final class Messages {
  /** Message type of a handshake initiation. */
  public static final int INITIATION = 1;

  /** Message type of a handshake response. */
  public static final int RESPONSE = 2;

  /** Message type of transport data, including keepalives. */
  public static final int TRANSPORT = 4;

  /** The length of an initiation in bytes. */
  public static final int INITIATION_LENGTH = 148;

  /** The length of a response in bytes. */
  public static final int RESPONSE_LENGTH = 92;

  /** The length of transport data without content, in bytes. */
  public static final int KEEPALIVE_LENGTH = 32;

  private Messages() {}

  /**
   * Reads a message's type.
   *
   * @param message a UDP payload
   * @return the first four bytes, little endian; 0, which is not a type, if the message is shorter
   */
  public static int typeOf(byte[] message) {
    return message.length < 4 ? 0 : littleEndian(message).getInt(0);
  }

  /**
   * Reads the receiver index of transport data.
   *
   * @param message a UDP payload
   * @return the receiver's index for the session; 0 if the message is too short
   */
  public static int receiverOf(byte[] message) {
    return message.length < 8 ? 0 : littleEndian(message).getInt(4);
  }

  /**
   * Writes a valid MAC1 into a handshake message and leaves MAC2 unchanged. Anyone who knows the
   * receiver's public key can compute a MAC1. So MAC1 proves only knowledge of this key.
   *
   * @param message an initiation or a response; the first 16 of its last 32 bytes are written
   * @param receiver the receiver's static public key
   */
  public static void writeMac1(byte[] message, PublicKey receiver) {
    int at = message.length - 2 * Primitives.MAC_LENGTH;
    ByteBuffer.wrap(message).position(at).put(Primitives.mac1(receiver, message, at));
  }

  static ByteBuffer littleEndian(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] take(ByteBuffer message, int length) {
    byte[] bytes = new byte[length];
    message.get(bytes);
    return bytes;
  }

  static void require(boolean right, String otherwise) throws HandshakeException {
    if (!right) {
      throw new HandshakeException(otherwise);
    }
  }
}
