package io.jitpeers.wireguard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The initiator's side of message 1: makes handshake initiations that a WireGuard responder takes
 * for a client's. For probes, tests and simulated clients; it cannot read the response.
 *
 * <p>Thread-safe if its {@link SecureRandom} is, as the JDK's are. Making a message takes two
 * X25519 operations and does not block beyond what the random source does. It keeps no private key,
 * only the Diffie-Hellman result of the two static keys, which {@link #destroy} wipes.
 */
public final class Initiator implements Destroyable {
  private final PublicKey publicKey;
  private final PublicKey responder;
  private final Mac1 mac1;
  private final byte[] initialHash;
  private final SecretBytes staticSecret;
  private final SecureRandom random;

  /**
   * Creates an initiator of its parts, for what an honest one cannot send too.
   *
   * @param staticSecret the result of static-static Diffie-Hellman; taken over
   */
  Initiator(PublicKey publicKey, PublicKey responder, byte[] staticSecret, SecureRandom random) {
    this.publicKey = publicKey;
    this.responder = responder;
    this.mac1 = new Mac1(responder);
    this.initialHash = SymmetricState.initialHash(responder);
    this.staticSecret = new SecretBytes(staticSecret, "the static-static secret");
    this.random = random;
  }

  /**
   * Creates a client.
   *
   * @param key the client's private key; not kept
   * @param responder the gateway's public key
   * @param random where ephemeral keys come from
   * @return an initiator of that client's initiations
   * @throws IllegalArgumentException if the responder's key is a low-order point
   * @throws IllegalStateException if the private key was destroyed
   */
  public static Initiator of(PrivateKey key, PublicKey responder, SecureRandom random) {
    return new Initiator(key.publicKey(), responder, agree(key, responder), random);
  }

  /**
   * Creates an impostor, which claims a key that it does not hold. Its initiations pass every check
   * up to the static key, and a gateway must refuse them with {@link
   * InitiationRefusal#BAD_TIMESTAMP} without looking anything up: a probe can see whether it does.
   *
   * @param claimed the public key to claim
   * @param responder the gateway's public key
   * @param random where ephemeral keys come from
   * @return an initiator of forged initiations
   * @throws IllegalArgumentException if the responder's key is a low-order point
   */
  public static Initiator impostor(PublicKey claimed, PublicKey responder, SecureRandom random) {
    PrivateKey own = PrivateKey.generate(random);
    try {
      return new Initiator(claimed, responder, agree(own, responder), random);
    } finally {
      own.destroy();
    }
  }

  /**
   * Returns the key that the initiations claim.
   *
   * @return the static public key
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Creates an initiation with a fresh ephemeral key, a right MAC1 and a zero MAC2.
   *
   * @param timestamp must be newer than in the client's last initiation, or the responder refuses
   *     it as a replay
   * @param senderIndex the initiator's index for the session, any 32 bits
   * @return the UDP payload, 148 bytes
   * @throws IllegalStateException if this initiator was destroyed
   */
  public byte[] initiation(Tai64n timestamp, int senderIndex) {
    PrivateKey ephemeral = PrivateKey.generate(random);
    byte[] ephemeralSecret = agree(ephemeral, responder);
    try {
      return message(ephemeral.publicKey(), ephemeralSecret, timestamp, senderIndex);
    } finally {
      ephemeral.destroy();
      Arrays.fill(ephemeralSecret, (byte) 0);
    }
  }

  /**
   * Creates an initiation with a given ephemeral key.
   *
   * @param ephemeralSecret the result of its Diffie-Hellman with the responder's static key
   */
  byte[] message(PublicKey ephemeral, byte[] ephemeralSecret, Tai64n timestamp, int senderIndex) {
    byte[] message = new byte[Initiation.LENGTH];
    ByteBuffer.wrap(message)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Initiation.TYPE)
        .putInt(senderIndex)
        .put(ephemeral.toBytes());
    SymmetricState noise = new SymmetricState(initialHash);
    byte[] secret = staticSecret.copy();
    try {
      noise.mixEphemeral(message, Initiation.EPHEMERAL);
      noise.mixKey(ephemeralSecret);
      noise.encrypt(publicKey.toBytes(), message, Initiation.ENCRYPTED_STATIC);
      noise.mixKey(secret);
      noise.encrypt(timestamp.toBytes(), message, Initiation.ENCRYPTED_TIMESTAMP);
    } finally {
      noise.wipe();
      Arrays.fill(secret, (byte) 0);
    }
    mac1.write(message);
    return message;
  }

  private static byte[] agree(PrivateKey key, PublicKey responder) {
    byte[] scalar = key.toBytes();
    byte[] secret = new byte[Keys.LENGTH];
    try {
      if (!X25519.calculateAgreement(scalar, 0, responder.toBytes(), 0, secret, 0)) {
        throw new IllegalArgumentException(
            "the responder's key " + responder + " is a low-order point: nobody can use it");
      }
      return secret;
    } finally {
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /** Wipes what is secret. Calling it again does nothing. */
  @Override
  public void destroy() {
    staticSecret.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return staticSecret.isDestroyed();
  }

  /** Shows public keys only. */
  @Override
  public String toString() {
    return "Initiator[" + publicKey + " to " + responder + "]";
  }
}
