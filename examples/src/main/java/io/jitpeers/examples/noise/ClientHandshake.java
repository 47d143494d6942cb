package io.jitpeers.examples.noise;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a client to connect: writes an initiation, and reads the response to it. A client
 * that tries again begins anew. Not thread-safe.
 */
public final class ClientHandshake {
  private final PrivateKey key;
  private final PublicKey gateway;
  private final byte[] presharedKey;
  private final PrivateKey ephemeral;
  private final int senderIndex;
  private final NoiseState noise;

  /**
   * Begins a handshake.
   *
   * @param key the client's static key
   * @param presharedKey shared with the gateway, or null for none
   * @param gateway the gateway's static public key
   * @param random where the ephemeral key and the session's index come from
   */
  public ClientHandshake(
      PrivateKey key, @Nullable PresharedKey presharedKey, PublicKey gateway, SecureRandom random) {
    this.key = key;
    this.gateway = gateway;
    this.presharedKey =
        presharedKey == null ? new byte[Primitives.KEY_LENGTH] : presharedKey.toBytes();
    this.ephemeral = PrivateKey.generate(random);
    this.senderIndex = random.nextInt();
    this.noise = new NoiseState(gateway);
  }

  /**
   * Writes message 1. Called once, before {@link #readResponse}.
   *
   * @param timestamp newer than in any earlier initiation of this client
   * @return the UDP payload, 148 bytes
   * @throws HandshakeException if the gateway's key is a low-order point, which nobody can use
   */
  public byte[] writeInitiation(Tai64n timestamp) throws HandshakeException {
    byte[] message = new byte[Messages.INITIATION_LENGTH];
    ByteBuffer out = Messages.littleEndian(message);
    byte[] ephemeralKey = ephemeral.publicKey().toBytes();
    out.putInt(Messages.INITIATION).putInt(senderIndex).put(ephemeralKey);
    noise.mixEphemeral(ephemeralKey);
    noise.mixAgreementAndKey(ephemeral.toBytes(), gateway.toBytes());
    out.put(noise.encrypt(key.publicKey().toBytes()));
    noise.mixAgreementAndKey(key.toBytes(), gateway.toBytes());
    out.put(noise.encrypt(timestamp.toBytes()));
    Messages.writeMacs(message, gateway);
    return message;
  }

  /**
   * Reads message 2. Only the gateway, with this client's public and preshared key, can have
   * written it.
   *
   * @param message a UDP payload; any content, of any length
   * @return the session
   * @throws HandshakeException if it is not the response to this handshake's initiation
   */
  public Session readResponse(byte[] message) throws HandshakeException {
    Messages.require(
        message.length == Messages.RESPONSE_LENGTH && Messages.typeOf(message) == Messages.RESPONSE,
        "this is not a handshake response");
    ByteBuffer in = Messages.littleEndian(message).position(4);
    int gatewayIndex = in.getInt();
    Messages.require(in.getInt() == senderIndex, "the response is to another initiation");
    byte[] gatewayEphemeral = Messages.take(in, Primitives.KEY_LENGTH);
    noise.mixEphemeral(gatewayEphemeral);
    noise.mixAgreement(ephemeral.toBytes(), gatewayEphemeral);
    noise.mixAgreement(key.toBytes(), gatewayEphemeral);
    noise.mixPresharedKey(presharedKey);
    noise.decrypt(Messages.take(in, Primitives.TAG_LENGTH));
    byte[][] keys = noise.transportKeys();
    return new Session(senderIndex, gatewayIndex, keys[0], keys[1]);
  }
}
