package io.jitpeers.testkit.wireguard;

import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a WireGuard client, without a socket. A client creates initiations and reads the
 * responses. It can also create initiations that no honest client creates, to test that a gateway
 * refuses them.
 *
 * <p>A client that is created {@linkplain #ofSeed from a seed} has the same keys and creates the
 * same messages in each run. A client is thread-safe if its source of randomness is thread-safe.
 * Each initiation takes two X25519 operations.
 */
public final class FakeClient {
  private final PublicKey publicKey;
  private final PrivateKey key;
  private final @Nullable PresharedKey presharedKey;
  private final PublicKey gateway;
  private final byte[] staticAgreement;
  private final SecureRandom random;

  /**
   * Creates a client.
   *
   * @param publicKey the public key that the client claims
   * @param key the private key that the client computes with; for an honest client it belongs to
   *     {@code publicKey}
   * @param staticAgreement the Diffie-Hellman result of the two static keys
   */
  private FakeClient(
      PublicKey publicKey,
      PrivateKey key,
      @Nullable PresharedKey presharedKey,
      PublicKey gateway,
      byte[] staticAgreement,
      SecureRandom random) {
    this.publicKey = publicKey;
    this.key = key;
    this.presharedKey = presharedKey;
    this.gateway = gateway;
    this.staticAgreement = staticAgreement;
    this.random = random;
  }

  /**
   * Creates a client without a preshared key.
   *
   * @param key the client's static key; kept, not copied
   * @param gateway the gateway's static public key
   * @param random the source of ephemeral keys
   * @return the client
   * @throws IllegalArgumentException if the gateway's key is a low-order point
   */
  public static FakeClient of(PrivateKey key, PublicKey gateway, SecureRandom random) {
    return new FakeClient(
        key.publicKey(), key, null, gateway, Primitives.agreeWith(gateway, key), random);
  }

  /**
   * Creates a client whose keys all come from a seed.
   *
   * @param seed the seed; each seed gives a different client
   * @param gateway the gateway's static public key
   * @return the client
   * @throws IllegalArgumentException if the gateway's key is a low-order point
   */
  public static FakeClient ofSeed(long seed, PublicKey gateway) {
    SeededRandom random = new SeededRandom(seed);
    return of(PrivateKey.generate(random), gateway, random);
  }

  /**
   * Creates an impostor, which claims a public key without holding the private key. A gateway can
   * decrypt the static key of the impostor's initiations, but not the timestamp. The gateway must
   * refuse the initiations without looking up a config.
   *
   * @param claimed the public key to claim
   * @param gateway the gateway's static public key
   * @param random the source of the impostor's own key and of ephemeral keys
   * @return the client
   * @throws IllegalArgumentException if the gateway's key is a low-order point
   */
  public static FakeClient impostor(PublicKey claimed, PublicKey gateway, SecureRandom random) {
    PrivateKey own = PrivateKey.generate(random);
    return new FakeClient(claimed, own, null, gateway, Primitives.agreeWith(gateway, own), random);
  }

  /**
   * Creates a forger that claims a low-order point as its static key. The Diffie-Hellman result
   * with such a point is zero for every private key, so the forger can compute the rest of a valid
   * initiation.
   *
   * @param point a point of low order, in any encoding
   * @param gateway the gateway's static public key
   * @param random the source of ephemeral keys
   * @return the client
   */
  public static FakeClient ofLowOrder(PublicKey point, PublicKey gateway, SecureRandom random) {
    byte[] zero = new byte[Primitives.KEY_LENGTH];
    return new FakeClient(point, PrivateKey.generate(random), null, gateway, zero, random);
  }

  /**
   * Returns a copy of this client with a preshared key. The preshared key affects only responses,
   * not initiations.
   *
   * @param shared the preshared key of the client and the gateway, or null for none
   * @return another client with the same static key
   */
  public FakeClient withPresharedKey(@Nullable PresharedKey shared) {
    return new FakeClient(publicKey, key, shared, gateway, staticAgreement, random);
  }

  /** {@return the public key that the initiations claim} */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Starts a handshake with a new ephemeral key and a random index.
   *
   * @param timestamp the timestamp. It must be newer than the timestamps of all earlier initiations
   *     of this client; otherwise the gateway refuses the initiation as a replay
   * @return the handshake, which contains the initiation
   */
  public FakeHandshake begin(Tai64n timestamp) {
    PrivateKey ephemeral = PrivateKey.generate(random);
    return begin(ephemeral, timestamp, random.nextInt());
  }

  /**
   * Creates an initiation with a new ephemeral key, a valid MAC1 and a zero MAC2.
   *
   * @param timestamp the timestamp. It must be newer than the timestamps of all earlier initiations
   *     of this client; otherwise the gateway refuses the initiation as a replay
   * @param senderIndex the client's index for the session, any 32 bits
   * @return the UDP payload, 148 bytes
   */
  public byte[] initiation(Tai64n timestamp, int senderIndex) {
    return begin(PrivateKey.generate(random), timestamp, senderIndex).initiation();
  }

  /**
   * Creates an initiation whose ephemeral key is a low-order point. The rest of the initiation is
   * valid.
   *
   * @param point a point of low order, in any encoding
   * @param timestamp the timestamp
   * @param senderIndex the client's index for the session, any 32 bits
   * @return the UDP payload, 148 bytes
   */
  public byte[] initiationWithLowOrderEphemeral(
      PublicKey point, Tai64n timestamp, int senderIndex) {
    byte[] zero = new byte[Primitives.KEY_LENGTH];
    return write(new NoiseState(gateway), point, zero, timestamp, senderIndex);
  }

  private FakeHandshake begin(PrivateKey ephemeral, Tai64n timestamp, int senderIndex) {
    NoiseState noise = new NoiseState(gateway);
    byte[] agreement = Primitives.agreeWith(gateway, ephemeral);
    byte[] message = write(noise, ephemeral.publicKey(), agreement, timestamp, senderIndex);
    return new FakeHandshake(message, noise, key, ephemeral, presharedKey, senderIndex);
  }

  private byte[] write(
      NoiseState noise,
      PublicKey ephemeral,
      byte[] ephemeralAgreement,
      Tai64n timestamp,
      int senderIndex) {
    byte[] message = new byte[Messages.INITIATION_LENGTH];
    byte[] ephemeralKey = ephemeral.toBytes();
    noise.mixEphemeral(ephemeralKey);
    noise.mixKey(ephemeralAgreement);
    byte[] encryptedStatic = noise.encrypt(publicKey.toBytes());
    noise.mixKey(staticAgreement);
    Messages.littleEndian(message)
        .putInt(Messages.INITIATION)
        .putInt(senderIndex)
        .put(ephemeralKey)
        .put(encryptedStatic)
        .put(noise.encrypt(timestamp.toBytes()));
    Messages.writeMac1(message, gateway);
    return message;
  }

  /** Returns the public keys only. */
  @Override
  public String toString() {
    return "FakeClient[" + publicKey + " to " + gateway + "]";
  }
}
