package io.jitpeers.testkit.wireguard;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A data plane's handshake with one client. It reads the initiation and writes the response. Like a
 * real kernel, it does not know whether JIT Peers has already decrypted the same initiation. Not
 * thread-safe.
 */
final class GatewayHandshake {
  private final NoiseState noise;
  private final int clientIndex;
  private final byte[] clientEphemeral;
  private final PublicKey client;
  private final Tai64n timestamp;

  private GatewayHandshake(
      NoiseState noise,
      int clientIndex,
      byte[] clientEphemeral,
      PublicKey client,
      Tai64n timestamp) {
    this.noise = noise;
    this.clientIndex = clientIndex;
    this.clientEphemeral = clientEphemeral;
    this.client = client;
    this.timestamp = timestamp;
  }

  /**
   * Reads message 1, the initiation.
   *
   * @throws HandshakeException if the message is not a valid initiation
   */
  static GatewayHandshake readInitiation(byte[] message, PrivateKey gatewayKey)
      throws HandshakeException {
    Messages.require(
        message.length == Messages.INITIATION_LENGTH
            && Messages.typeOf(message) == Messages.INITIATION,
        "this is not a handshake initiation");
    NoiseState noise = new NoiseState(gatewayKey.publicKey());
    ByteBuffer in = Messages.littleEndian(message).position(4);
    int index = in.getInt();
    byte[] ephemeral = Messages.take(in, Primitives.KEY_LENGTH);
    noise.mixEphemeral(ephemeral);
    noise.mixKey(Primitives.agree(gatewayKey, ephemeral));
    byte[] client = noise.decrypt(Messages.take(in, Primitives.KEY_LENGTH + Primitives.TAG_LENGTH));
    noise.mixKey(Primitives.agree(gatewayKey, client));
    byte[] timestamp = noise.decrypt(Messages.take(in, Tai64n.LENGTH + Primitives.TAG_LENGTH));
    return new GatewayHandshake(
        noise, index, ephemeral, PublicKey.ofBytes(client), Tai64n.ofBytes(timestamp, 0));
  }

  /** Returns the initiator's static public key. */
  PublicKey client() {
    return client;
  }

  Tai64n timestamp() {
    return timestamp;
  }

  /**
   * Writes message 2, the response. May be called only once.
   *
   * @throws HandshakeException if one of the client's keys is a low-order point
   */
  Answer writeResponse(@Nullable PresharedKey presharedKey, SecureRandom random, int gatewayIndex)
      throws HandshakeException {
    PrivateKey ephemeral = PrivateKey.generate(random);
    byte[] message = new byte[Messages.RESPONSE_LENGTH];
    ByteBuffer out = Messages.littleEndian(message);
    byte[] ephemeralKey = ephemeral.publicKey().toBytes();
    out.putInt(Messages.RESPONSE).putInt(gatewayIndex).putInt(clientIndex).put(ephemeralKey);
    noise.mixEphemeral(ephemeralKey);
    noise.mixChain(Primitives.agree(ephemeral, clientEphemeral));
    noise.mixChain(Primitives.agree(ephemeral, client.toBytes()));
    noise.mixPresharedKey(presharedKey);
    out.put(noise.encrypt(new byte[0]));
    Messages.writeMac1(message, client);
    byte[][] keys = noise.transportKeys();
    return new Answer(message, new FakeSession(gatewayIndex, clientIndex, keys[1], keys[0]));
  }

  /**
   * A response and its session.
   *
   * @param response the UDP payload, 92 bytes
   * @param session the new session. The session is confirmed only when the client's first transport
   *     data has been decrypted
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(byte[] response, FakeSession session) {}
}
