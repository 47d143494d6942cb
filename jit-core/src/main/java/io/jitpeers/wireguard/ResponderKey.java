package io.jitpeers.wireguard;

import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.StampedLock;
import javax.security.auth.Destroyable;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's static key pair, behind a handle that opens handshake initiations and never gives the
 * private key away.
 *
 * <p>It does the responder's side of message 1 of Noise IKpsk2 as WireGuard uses it (whitepaper
 * section 5.4.2), and changes nothing: the data plane can consume the same message afterwards. A
 * preshared key plays no part in message 1, so an initiation opens whether or not its peer has one.
 *
 * <p><b>Only {@link Opened} proves anything.</b> Whoever knows the gateway's public key can make an
 * initiation that claims any static key; only the holder of the static private key can encrypt the
 * timestamp. So this class gives the static key only together with an opened timestamp. It does not
 * know whether a timestamp was used before: that is for whoever remembers timestamps.
 *
 * <p>Thread-safe. Nothing here blocks, except that {@link #destroy} waits for threads that are
 * opening, which takes well under a millisecond. Datagrams are read from position to limit with
 * absolute gets: heap, direct and read-only buffers of any byte order are taken, and never changed.
 */
public final class ResponderKey implements Destroyable {
  /**
   * How many static-static results are kept unless told otherwise: about 4 MB, and the kernel's own
   * peers keep as many as there are.
   */
  public static final int DEFAULT_STATIC_STATIC_CACHE_SIZE = 16_384;

  private final PublicKey publicKey;
  private final Mac1 mac1;
  private final byte[] initialHash;
  private final StaticSecrets staticSecrets;
  // Readers use the private key, the writer wipes it.
  private final StampedLock lock = new StampedLock();
  private final byte[] scalar;
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
  }

  /**
   * Creates a handle with a cache of {@value #DEFAULT_STATIC_STATIC_CACHE_SIZE} static-static
   * results.
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
   * @param staticStaticCacheSize for how many initiators to keep the Diffie-Hellman result of the
   *     two static keys, which halves the cost of their next initiation; about 250 bytes each; 0
   *     for none. Only initiators that proved themselves get in, and the least useful go first.
   * @return the handle
   * @throws IllegalArgumentException if the size is negative
   * @throws IllegalStateException if the key was destroyed
   */
  public static ResponderKey of(PrivateKey key, int staticStaticCacheSize) {
    return new ResponderKey(key, staticStaticCacheSize);
  }

  /**
   * Returns the public key. It stays available after {@link #destroy}.
   *
   * @return the key that clients know this gateway by
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Returns whether a datagram has the form of an initiation: 148 bytes, of which the first four
   * are 1, 0, 0, 0. Cheap, and no proof of anything.
   *
   * @param datagram a UDP payload, from position to limit; not changed
   * @return true if it should be checked further
   */
  public static boolean looksLikeInitiation(ByteBuffer datagram) {
    return Initiation.hasForm(datagram);
  }

  /**
   * Makes the checks that need no Diffie-Hellman: the length is 148, the first four bytes are 1, 0,
   * 0, 0, and MAC1 matches. It allocates nothing and takes less than a microsecond, so it can face
   * a flood. It uses nothing secret, and so works after {@link #destroy} too.
   *
   * @param datagram a UDP payload, from position to limit; any content, of any length
   * @return the first check that failed, {@link InitiationRefusal#NOT_AN_INITIATION} or {@link
   *     InitiationRefusal#BAD_MAC1}, or null if the datagram passed
   */
  public @Nullable InitiationRefusal check(ByteBuffer datagram) {
    return Initiation.hasForm(datagram)
        ? mac1.check(datagram)
        : InitiationRefusal.NOT_AN_INITIATION;
  }

  /**
   * Makes the checks of {@link #check(ByteBuffer)} for datagrams that came together. The results
   * are the same; from a few dozen on, all together take a fraction of the time, and the more the
   * smaller. It allocates nothing, but for a workspace of about 100 kB in each thread that checks
   * that many. It keeps none of the datagrams.
   *
   * @param datagrams UDP payloads, each from position to limit, of any content and length; not
   *     changed; they must not be changed by others during the call
   * @param count how many: the first ones of the array are checked, the others not looked at
   * @param refusals where the results go: at the index of each datagram the first check that
   *     failed, {@link InitiationRefusal#NOT_AN_INITIATION} or {@link InitiationRefusal#BAD_MAC1},
   *     or null if it passed; further elements stay as they are
   * @throws IndexOutOfBoundsException if the count is negative or larger than one of the arrays
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
   * Opens a datagram: makes the checks of {@link #check}, then finds the initiator's static key
   * with one X25519 operation, and opens the timestamp with another, or with the cached result.
   * Refusing is an answer and not an exception, whatever the datagram holds.
   *
   * @param datagram a UDP payload, from position to limit; any content, of any length
   * @return the initiator that proved itself, or the first check that failed
   * @throws IllegalStateException if this handle was destroyed and the datagram passes {@link
   *     #check}
   */
  public InitiationResult open(ByteBuffer datagram) {
    if (datagram.remaining() != Initiation.LENGTH) {
      return new Refused(InitiationRefusal.NOT_AN_INITIATION);
    }
    // Copied before it is checked: what was authenticated is what is read, even if a source reuses
    // its buffer too early.
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
      if (!X25519.calculateAgreement(scalar, 0, message, Initiation.EPHEMERAL, secret, 0)) {
        return new Refused(InitiationRefusal.LOW_ORDER_POINT);
      }
      noise.mixKey(secret);
      byte[] claimed = new byte[Keys.LENGTH];
      if (!noise.decrypt(
          message, Initiation.ENCRYPTED_STATIC, Initiation.ENCRYPTED_STATIC_LENGTH, claimed)) {
        return new Refused(InitiationRefusal.BAD_STATIC);
      }
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
    if (!known && !X25519.calculateAgreement(scalar, 0, claimed, 0, secret, 0)) {
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
      // Not earlier: a claimed key costs nothing, and forgeries must not push out real clients.
      staticSecrets.keep(initiator, secret);
    }
    int senderIndex =
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).getInt(Initiation.SENDER_INDEX);
    return new Opened(initiator, Tai64n.ofBytes(timestamp, 0), senderIndex);
  }

  /** For tests: about how many static-static results are kept. */
  long cachedStaticSecrets() {
    return staticSecrets.size();
  }

  /**
   * Wipes the private key and the static-static results. Waits for threads that are opening; when
   * it returns, no thread uses the key any more. Calling it again does nothing.
   */
  @Override
  public void destroy() {
    // Before the lock, so that no stream of new openings can hold it up.
    destroyed = true;
    long stamp = lock.writeLock();
    try {
      Arrays.fill(scalar, (byte) 0);
      staticSecrets.wipe();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /** Shows the public key only. */
  @Override
  public String toString() {
    return "ResponderKey[" + publicKey + "]";
  }
}
