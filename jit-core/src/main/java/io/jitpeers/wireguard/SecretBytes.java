package io.jitpeers.wireguard;

import java.security.MessageDigest;
import java.util.Arrays;

/** 32 secret bytes that can be wiped. Thread-safe: a reader sees the bytes or an exception. */
final class SecretBytes {
  private final byte[] bytes;
  private final String what;
  private boolean destroyed;

  SecretBytes(byte[] ownedBytes, String what) {
    this.bytes = ownedBytes;
    this.what = what;
  }

  synchronized byte[] copy() {
    if (destroyed) {
      throw new IllegalStateException(what + " was destroyed");
    }
    return bytes.clone();
  }

  synchronized void destroy() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  synchronized boolean isDestroyed() {
    return destroyed;
  }

  boolean sameAs(SecretBytes other) {
    if (this == other) {
      return true;
    }
    byte[] mine = copy();
    byte[] theirs = other.copy();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  synchronized int hash() {
    return Arrays.hashCode(bytes);
  }
}
