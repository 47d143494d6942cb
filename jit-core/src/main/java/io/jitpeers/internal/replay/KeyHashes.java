package io.jitpeers.internal.replay;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Keyed hashes of keys and of initiations. Strangers choose their keys, but cannot cause collisions
 * without the secret. Immutable and thread-safe.
 */
final class KeyHashes {
  /** The length of a secret in bytes. */
  static final int SECRET_LENGTH = 3 * Long.BYTES;

  private final byte[] secret;
  private final HashFunction ofKeys;
  private final long ofInitiations;

  private KeyHashes(byte[] secret) {
    this.secret = secret;
    ByteBuffer longs = ByteBuffer.wrap(secret);
    this.ofKeys = Hashing.sipHash24(longs.getLong(), longs.getLong());
    this.ofInitiations = longs.getLong();
  }

  static KeyHashes of(RandomGenerator random) {
    ByteBuffer longs = ByteBuffer.allocate(SECRET_LENGTH);
    longs.putLong(random.nextLong()).putLong(random.nextLong()).putLong(random.nextLong());
    return new KeyHashes(longs.array());
  }

  static KeyHashes of(byte[] secret) {
    if (secret.length != SECRET_LENGTH) {
      throw new IllegalArgumentException("a secret has " + SECRET_LENGTH + " bytes");
    }
    return new KeyHashes(secret.clone());
  }

  byte[] secret() {
    return secret.clone();
  }

  long ofKey(byte[] key) {
    return ofKeys.hashBytes(key).asLong();
  }

  /** Returns the hash of an initiation, computed from its key's hash and its timestamp. */
  long ofInitiation(long keyHash, Tai64n timestamp) {
    return mix(mix(keyHash ^ ofInitiations ^ timestamp.seconds()) + timestamp.nanos());
  }

  /** The finalizer of SplitMix64: each bit of the result depends on each bit of the input. */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
