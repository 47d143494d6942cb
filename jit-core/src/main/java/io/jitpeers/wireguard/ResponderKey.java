package io.jitpeers.wireguard;

import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.StampedLock;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's static key pair, as a handle that opens handshake initiations without exposing the
 * private key.
 *
 * <p>The handle performs the responder's side of message 1 of Noise IKpsk2 as WireGuard uses it
 * (whitepaper section 5.4.2). It keeps no state of the handshake, so the data plane can consume the
 * same message afterwards. Message 1 does not depend on a preshared key, so the handle opens the
 * initiations of peers with and without a preshared key.
 *
 * <p><b>Only {@link Opened} proves anything.</b> Anyone who knows the gateway's public key can
 * create an initiation that claims any static key. Only the holder of the private key that belongs
 * to the claimed static key can encrypt the timestamp. This class therefore returns the static key
 * only together with a decrypted timestamp. It does not detect replays: the caller has to remember
 * timestamps.
 *
 * <p>Thread-safe. {@link #destroy} and {@link #use} wait until the threads that are opening
 * initiations have finished. {@link #open} waits until a running {@code destroy} or {@code use} has
 * finished. Each wait takes well under a millisecond. No other method blocks. Datagrams are read
 * from position to limit with absolute gets. Heap, direct and read-only buffers of any byte order
 * are accepted and never changed.
 */
public final class ResponderKey implements Destroyable {
  /**
   * The default maximum number of static-static results in the cache. {@link #of(PrivateKey, int)}
   * explains these results. 16,384 results take about 4 MB. The kernel keeps one such result for
   * each of its peers.
   */
  public static final int DEFAULT_STATIC_STATIC_CACHE_SIZE = 16_384;

  private final PublicKey publicKey;
  private final Mac1 mac1;
  private final byte[] initialHash;
  private final StaticSecrets staticSecrets;
  // Threads that use the private key take the read lock; the thread that wipes it takes the write
  // lock.
  private final StampedLock lock = new StampedLock();
  private final byte[] scalar;
  private volatile KeyAgreement25519 implementation = KeyAgreement25519.bouncyCastle();
  private volatile KeyAgreement25519.Key agreement;
  private volatile boolean destroyed;

  private ResponderKey(PrivateKey key, int staticStaticCacheSize) {
    if (staticStaticCacheSize < 0) {
      throw new IllegalArgumentException(
          "the static-static cache size must be 0 or more, not " + staticStaticCacheSize);
    }
    publicKey = key.publicKey();
    mac1 = new Mac1(publicKey);
    initialHash = SymmetricState.initialHash(publicKey);
    staticSecrets = new StaticSecrets(staticStaticCacheSize);
    scalar = key.toBytes();
    agreement = implementation.key(scalar);
  }

  /**
   * Creates a handle with a cache of up to {@value #DEFAULT_STATIC_STATIC_CACHE_SIZE} static-static
   * results, which {@link #of(PrivateKey, int)} explains.
   *
   * @param key the gateway's private key; copied, so the caller can destroy it
   * @return the handle
   * @throws IllegalStateException if the key was destroyed
   */
  public static ResponderKey of(PrivateKey key) {
    return of(key, DEFAULT_STATIC_STATIC_CACHE_SIZE);
  }

  /**
   * Creates a handle.
   *
   * @param key the gateway's private key; copied, so the caller can destroy it
   * @param staticStaticCacheSize the maximum number of static-static results in the cache, each of
   *     which takes about 250 bytes; 0 for no cache. A static-static result is the Diffie-Hellman
   *     result of the gateway's static key and an initiator's static key. If the result is cached,
   *     opening the initiator's next initiation costs half as much. Only results of initiators that
   *     proved possession of their keys are cached, and results that are used rarely or were used
   *     long ago are evicted first
   * @return the handle
   * @throws IllegalArgumentException if the size is negative
   * @throws IllegalStateException if the key was destroyed
   */
  public static ResponderKey of(PrivateKey key, int staticStaticCacheSize) {
    return new ResponderKey(key, staticStaticCacheSize);
  }

  /**
   * Returns the gateway's public key. The public key stays available after {@link #destroy}.
   *
   * @return the key by which clients know this gateway
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Returns whether a datagram has the form of an initiation: 148 bytes, of which the first four
   * are 1, 0, 0, 0. The check is cheap and proves nothing.
   *
   * @param datagram a UDP payload, from position to limit; not changed
   * @return true if the datagram should be checked further
   */
  public static boolean looksLikeInitiation(ByteBuffer datagram) {
    return Initiation.hasForm(datagram);
  }

  /**
   * Performs the checks that need no Diffie-Hellman: the length is 148, the first four bytes are 1,
   * 0, 0, 0, and MAC1 matches. Allocates no memory and takes less than a microsecond, so it is fast
   * enough for a flood. Uses no secret, so it also works after {@link #destroy}.
   *
   * @param datagram a UDP payload, from position to limit, of any content and length
   * @return the first check that failed, {@link InitiationRefusal#NOT_AN_INITIATION} or {@link
   *     InitiationRefusal#BAD_MAC1}; null if the datagram passed
   */
  public @Nullable InitiationRefusal check(ByteBuffer datagram) {
    return Initiation.hasForm(datagram)
        ? mac1.check(datagram)
        : InitiationRefusal.NOT_AN_INITIATION;
  }

  /**
   * Checks datagrams that arrived together. The results are the same as with {@link
   * #check(ByteBuffer)}. For a few dozen datagrams or more, this method takes a fraction of the
   * time that single checks take, and uses a workspace of about 100 kB, which is allocated once per
   * thread. Nothing else is allocated. The more datagrams there are, the cheaper each check is. The
   * method keeps no reference to the datagrams.
   *
   * @param datagrams UDP payloads, each from position to limit, of any content and length; not
   *     changed, and other threads must not change them during the call
   * @param count the number of datagrams to check, from the beginning of the array
   * @param refusals receives the result of each datagram at the same index: the first check that
   *     failed, {@link InitiationRefusal#NOT_AN_INITIATION} or {@link InitiationRefusal#BAD_MAC1},
   *     or null if the datagram passed. Elements from {@code count} on are not changed
   * @throws IndexOutOfBoundsException if the count is negative or larger than the length of one of
   *     the arrays
   */
  public void check(ByteBuffer[] datagrams, int count, @Nullable InitiationRefusal[] refusals) {
    var unused = Objects.checkFromIndexSize(0, count, Math.min(datagrams.length, refusals.length));
    if (count < Mac1Batch.BREAK_EVEN) {
      for (int i = 0; i < count; i++) {
        refusals[i] = check(datagrams[i]);
      }
    } else {
      Mac1Batch.ofThread().check(mac1, datagrams, count, refusals);
    }
  }

  /**
   * Opens a datagram. This method first performs the checks of {@link #check}. It then decrypts the
   * initiator's static key with one X25519 operation. It decrypts the timestamp with another X25519
   * operation or with a cached result. An invalid datagram causes no exception, whatever it
   * contains.
   *
   * @param datagram a UDP payload, from position to limit, of any content and length
   * @return the initiator, which has proved possession of its key, or the first check that failed
   * @throws IllegalStateException if this handle was destroyed and the datagram passes {@link
   *     #check}
   */
  public InitiationResult open(ByteBuffer datagram) {
    if (datagram.remaining() != Initiation.LENGTH) {
      return new Refused(InitiationRefusal.NOT_AN_INITIATION);
    }
    // The message is copied before the checks. If a source reuses its buffer too early, the checks
    // and the reads below still see the same bytes.
    byte[] message = new byte[Initiation.LENGTH];
    datagram.get(datagram.position(), message);
    InitiationRefusal refusal = check(ByteBuffer.wrap(message));
    if (refusal != null) {
      return new Refused(refusal);
    }
    long stamp = lock.readLock();
    try {
      if (destroyed) {
        throw new IllegalStateException("the responder key was destroyed");
      }
      return consume(message);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private InitiationResult consume(byte[] message) {
    SymmetricState noise = new SymmetricState(initialHash);
    byte[] secret = new byte[Keys.LENGTH];
    try {
      noise.mixEphemeral(message, Initiation.EPHEMERAL);
      if (!agreement.agree(message, Initiation.EPHEMERAL, secret)) {
        return new Refused(InitiationRefusal.LOW_ORDER_POINT);
      }
      noise.mixKey(secret);
      byte[] claimed = new byte[Keys.LENGTH];
      if (!noise.decrypt(
          message, Initiation.ENCRYPTED_STATIC, Initiation.ENCRYPTED_STATIC_LENGTH, claimed)) {
        return new Refused(InitiationRefusal.BAD_STATIC);
      }
      noise.mixHash(message, Initiation.ENCRYPTED_STATIC, Initiation.ENCRYPTED_STATIC_LENGTH);
      return prove(noise, message, claimed, secret);
    } finally {
      noise.wipe();
      Arrays.fill(secret, (byte) 0);
    }
  }

  private InitiationResult prove(
      SymmetricState noise, byte[] message, byte[] claimed, byte[] secret) {
    PublicKey initiator = PublicKey.ofBytes(claimed);
    boolean known = staticSecrets.copy(initiator, secret);
    if (!known && !agreement.agree(claimed, 0, secret)) {
      return new Refused(InitiationRefusal.LOW_ORDER_POINT);
    }
    noise.mixKey(secret);
    byte[] timestamp = new byte[Tai64n.LENGTH];
    if (!noise.decrypt(
        message,
        Initiation.ENCRYPTED_TIMESTAMP,
        Initiation.ENCRYPTED_TIMESTAMP_LENGTH,
        timestamp)) {
      return new Refused(InitiationRefusal.BAD_TIMESTAMP);
    }
    if (!known) {
      // The result is cached only now: anyone can claim a key, and forgeries must not displace real
      // clients.
      staticSecrets.keep(initiator, secret);
    }
    int senderIndex =
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(Initiation.SENDER_INDEX);
    return new Opened(initiator, Tai64n.ofBytes(timestamp, 0), senderIndex);
  }

  /**
   * Uses another implementation of X25519 from now on. A new handle uses {@link
   * KeyAgreement25519#bouncyCastle}. Waits, for well under a millisecond, for threads that are
   * opening initiations. Has no effect after {@link #destroy}.
   *
   * @param implementation the implementation; its results must conform to RFC 7748
   */
  public void use(KeyAgreement25519 implementation) {
    if (implementation == this.implementation) {
      return;
    }
    long stamp = lock.writeLock();
    try {
      if (!destroyed) {
        KeyAgreement25519.Key before = agreement;
        agreement = implementation.key(scalar);
        this.implementation = implementation;
        before.destroy();
      }
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Returns the approximate number of cached static-static results. For tests. */
  long cachedStaticSecrets() {
    return staticSecrets.size();
  }

  /**
   * Wipes the private key and the static-static results. Waits for threads that are opening
   * initiations. Once this method has returned, no thread uses the key. Calling it again does
   * nothing.
   */
  @Override
  public void destroy() {
    // This comes before the lock, so that new calls of open fail and cannot delay the wiping.
    destroyed = true;
    long stamp = lock.writeLock();
    try {
      Arrays.fill(scalar, (byte) 0);
      staticSecrets.wipe();
      agreement.destroy();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /** Returns the public key only. */
  @Override
  public String toString() {
    return "ResponderKey[" + publicKey + "]";
  }
}
