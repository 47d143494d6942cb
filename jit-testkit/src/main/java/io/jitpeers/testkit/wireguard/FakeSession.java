package io.jitpeers.testkit.wireguard;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.InvalidCipherTextException;

/** One side's result of a handshake: keys for sending and receiving. Not thread-safe. */
public final class FakeSession {
  private final int localIndex;
  private final int remoteIndex;
  private final byte[] sendingKey;
  private final byte[] receivingKey;
  private long sent;

  FakeSession(int localIndex, int remoteIndex, byte[] sendingKey, byte[] receivingKey) {
    this.localIndex = localIndex;
    this.remoteIndex = remoteIndex;
    this.sendingKey = sendingKey;
    this.receivingKey = receivingKey;
  }

  /** {@return this side's index, any 32 bits; messages from the other side contain this index} */
  public int localIndex() {
    return localIndex;
  }

  /**
   * Writes a keepalive, which is transport data without content.
   *
   * @return the UDP payload, 32 bytes
   */
  public byte[] writeKeepalive() {
    byte[] message = new byte[Messages.KEEPALIVE_LENGTH];
    long counter = sent++;
    Messages.littleEndian(message)
        .putInt(Messages.TRANSPORT)
        .putInt(remoteIndex)
        .putLong(counter)
        .put(Primitives.seal(sendingKey, counter, new byte[0], new byte[0]));
    return message;
  }

  /**
   * Reads a keepalive.
   *
   * @param message a UDP payload of any content and length
   * @throws HandshakeException if the message is not a keepalive that the other side of this
   *     session wrote
   */
  public void readKeepalive(byte[] message) throws HandshakeException {
    Messages.require(
        message.length == Messages.KEEPALIVE_LENGTH
            && Messages.typeOf(message) == Messages.TRANSPORT,
        "this is not a keepalive");
    ByteBuffer in = Messages.littleEndian(message).position(4);
    Messages.require(in.getInt() == localIndex, "the keepalive is of another session");
    long counter = in.getLong();
    byte[] sealed = Messages.take(in, Primitives.TAG_LENGTH);
    try {
      Primitives.open(receivingKey, counter, sealed, new byte[0]);
    } catch (InvalidCipherTextException e) {
      throw new HandshakeException("the keepalive fails authentication", e);
    }
  }
}
