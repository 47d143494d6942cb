package io.jitpeers.wireguard;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/** 32 secret bytes that can be wiped. Thread-safe: a reader gets all the bytes or an exception. */
abstract class SecretKey implements Destroyable {
  private final byte[] bytes;
  private final String what;
  private boolean destroyed;

  SecretKey(byte[] ownedBytes, String what) {
    this.bytes = ownedBytes;
    this.what = what;
  }

  /**
   * Returns the bytes. The caller wipes the array after use.
   *
   * @return a new array of 32 bytes
   * @throws IllegalStateException if the key was destroyed
   */
  public final synchronized byte[] toBytes() {
    if (destroyed) {
      throw new IllegalStateException(what + " was destroyed");
    }
    return bytes.clone();
  }

  /** Wipes the key. Calling it again does nothing. */
  @Override
  public final synchronized void destroy() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  @Override
  public final synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** Returns whether two keys are equal, in constant time. */
  final boolean sameAs(SecretKey other) {
    if (this == other) {
      return true;
    }
    byte[] mine = toBytes();
    byte[] theirs = other.toBytes();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  final synchronized int hash() {
    return Arrays.hashCode(bytes);
  }
}
