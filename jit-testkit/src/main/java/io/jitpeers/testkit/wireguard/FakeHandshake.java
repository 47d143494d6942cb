package io.jitpeers.testkit.wireguard;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One handshake attempt of a client: its initiation, and the state needed to read the response.
 * Each retry is a new attempt. Not thread-safe.
 */
public final class FakeHandshake {
  private final byte[] initiation;
  private final NoiseState noise;
  private final PrivateKey key;
  private final PrivateKey ephemeral;
  private final @Nullable PresharedKey presharedKey;
  private final int senderIndex;

  FakeHandshake(
      byte[] initiation,
      NoiseState noise,
      PrivateKey key,
      PrivateKey ephemeral,
      @Nullable PresharedKey presharedKey,
      int senderIndex) {
    this.initiation = initiation;
    this.noise = noise;
    this.key = key;
    this.ephemeral = ephemeral;
    this.presharedKey = presharedKey;
    this.senderIndex = senderIndex;
  }

  /** {@return message 1, a UDP payload of 148 bytes; a copy} */
  public byte[] initiation() {
    return initiation.clone();
  }

  /**
   * Reads message 2, the response. Only the gateway can write this message, because writing it
   * requires the gateway's private key and the preshared key. A message that is not the response
   * leaves this handshake unchanged.
   *
   * @param message a UDP payload of any content and length
   * @return the session
   * @throws HandshakeException if the message is not the response to this handshake's initiation
   */
  public FakeSession readResponse(byte[] message) throws HandshakeException {
    Messages.require(
        message.length == Messages.RESPONSE_LENGTH && Messages.typeOf(message) == Messages.RESPONSE,
        "this is not a handshake response");
    ByteBuffer in = Messages.littleEndian(message).position(4);
    int gatewayIndex = in.getInt();
    Messages.require(in.getInt() == senderIndex, "the response is to another initiation");
    byte[] gatewayEphemeral = Messages.take(in, Primitives.KEY_LENGTH);
    NoiseState after = new NoiseState(noise);
    after.mixEphemeral(gatewayEphemeral);
    after.mixChain(Primitives.agree(ephemeral, gatewayEphemeral));
    after.mixChain(Primitives.agree(key, gatewayEphemeral));
    after.mixPresharedKey(presharedKey);
    after.decrypt(Messages.take(in, Primitives.TAG_LENGTH));
    byte[][] keys = after.transportKeys();
    return new FakeSession(senderIndex, gatewayIndex, keys[0], keys[1]);
  }
}
