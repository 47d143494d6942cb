package io.jitpeers.http.internal;

import java.util.Arrays;

/** A body that was read whole, or that was too long to be. Wiped after use. */
final class BoundedBody {
  private final byte[] bytes;
  private final boolean tooLong;

  private BoundedBody(byte[] bytes, boolean tooLong) {
    this.bytes = bytes;
    this.tooLong = tooLong;
  }

  static BoundedBody whole(byte[] ownedBytes) {
    return new BoundedBody(ownedBytes, false);
  }

  static BoundedBody tooLong() {
    return new BoundedBody(new byte[0], true);
  }

  /** The array itself: a copy would be one more place with a secret in it. */
  byte[] bytes() {
    return bytes;
  }

  boolean isTooLong() {
    return tooLong;
  }

  void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }
}
