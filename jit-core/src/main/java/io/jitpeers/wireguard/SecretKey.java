package io.jitpeers.wireguard;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * 32 secret bytes that can be wiped. Thread-safe: while another thread wipes the key, a reader gets
 * either all bytes or an exception.
 */
abstract class SecretKey implements Destroyable {
  private final byte[] bytes;
  private final String what;
  private boolean destroyed;

  SecretKey(byte[] ownedBytes, String what) {
    this.bytes = ownedBytes;
    this.what = what;
  }

  /**
   * Returns the bytes, which are secret. The caller wipes the array after use.
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

  /**
   * Returns the key in the form that {@code wg genkey} and {@code wg genpsk} print, for a file or
   * for another program's input. The text is as secret as the key. Unlike the array of {@link
   * #toBytes()}, the text cannot be wiped: it stays in memory until it is garbage-collected. Keep
   * the text out of logs, messages and command lines.
   *
   * @return the key in canonical base64, 44 characters
   * @throws IllegalStateException if the key was destroyed
   */
  public final String toBase64() {
    byte[] copy = toBytes();
    try {
      return Keys.toBase64(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
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
