package io.jitpeers.examples.noise;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A data plane's answer to one initiation: reads it, and writes the response. What JIT Peers did
 * with the same initiation before plays no part here, as in the kernel. Not thread-safe.
 */
public final class GatewayHandshake {
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
   * Reads message 1.
   *
   * @param message a UDP payload; any content, of any length
   * @param gatewayKey the gateway's static key
   * @return the handshake, ready to be answered
   * @throws HandshakeException if it is not an initiation that its sender could prove
   */
  public static GatewayHandshake readInitiation(byte[] message, PrivateKey gatewayKey)
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
    noise.mixAgreementAndKey(gatewayKey.toBytes(), ephemeral);
    byte[] client = noise.decrypt(Messages.take(in, Primitives.KEY_LENGTH + Primitives.TAG_LENGTH));
    noise.mixAgreementAndKey(gatewayKey.toBytes(), client);
    byte[] timestamp = noise.decrypt(Messages.take(in, Tai64n.LENGTH + Primitives.TAG_LENGTH));
    return new GatewayHandshake(
        noise, index, ephemeral, PublicKey.ofBytes(client), Tai64n.ofBytes(timestamp, 0));
  }

  /**
   * Returns the initiator.
   *
   * @return its static public key
   */
  public PublicKey client() {
    return client;
  }

  /**
   * Returns the initiator's timestamp.
   *
   * @return the timestamp
   */
  public Tai64n timestamp() {
    return timestamp;
  }

  /**
   * Writes message 2. Called once.
   *
   * @param presharedKey shared with the client, or null for none
   * @param random where the ephemeral key comes from
   * @param gatewayIndex the gateway's index of the session
   * @return the response and the session it begins
   * @throws HandshakeException if a key of the client's is a low-order point
   */
  public Answer writeResponse(
      @Nullable PresharedKey presharedKey, SecureRandom random, int gatewayIndex)
      throws HandshakeException {
    PrivateKey ephemeral = PrivateKey.generate(random);
    byte[] message = new byte[Messages.RESPONSE_LENGTH];
    ByteBuffer out = Messages.littleEndian(message);
    byte[] ephemeralKey = ephemeral.publicKey().toBytes();
    out.putInt(Messages.RESPONSE).putInt(gatewayIndex).putInt(clientIndex).put(ephemeralKey);
    noise.mixEphemeral(ephemeralKey);
    noise.mixAgreement(ephemeral.toBytes(), clientEphemeral);
    noise.mixAgreement(ephemeral.toBytes(), client.toBytes());
    noise.mixPresharedKey(
        presharedKey == null ? new byte[Primitives.KEY_LENGTH] : presharedKey.toBytes());
    out.put(noise.encrypt(new byte[0]));
    Messages.writeMacs(message, client);
    byte[][] keys = noise.transportKeys();
    return new Answer(message, new Session(gatewayIndex, clientIndex, keys[1], keys[0]));
  }

  /** A response and the session that it begins. */
  public static final class Answer {
    private final byte[] response;
    private final Session session;

    Answer(byte[] response, Session session) {
      this.response = response;
      this.session = session;
    }

    /**
     * Returns the response.
     *
     * @return the UDP payload, 92 bytes; the caller's own
     */
    public byte[] response() {
      return response.clone();
    }

    /**
     * Returns the session, which is not confirmed before the client's first transport data opens.
     *
     * @return the session
     */
    public Session session() {
      return session;
    }
  }
}
