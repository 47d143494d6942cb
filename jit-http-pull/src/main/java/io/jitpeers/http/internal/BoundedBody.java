package io.jitpeers.http.internal;

import java.util.Arrays;

/**
 * A response body that was read completely, or a marker for a body that exceeded the limit. The
 * bytes are overwritten with zeros after use.
 */
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

  /** Returns the array itself. A copy would leave the body's secrets in memory a second time. */
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
