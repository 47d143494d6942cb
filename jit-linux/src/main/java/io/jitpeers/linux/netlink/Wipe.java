package io.jitpeers.linux.netlink;

import java.nio.ByteBuffer;

/** Overwrites buffers that may have contained private or preshared keys. */
public final class Wipe {
  private static final byte[] ZEROS = new byte[4096];

  private Wipe() {}

  /** Overwrites the first bytes of a buffer with zeros, whatever the buffer's position. */
  public static void zero(ByteBuffer buffer, int length) {
    for (int at = 0; at < length; at += ZEROS.length) {
      buffer.put(at, ZEROS, 0, Math.min(ZEROS.length, length - at));
    }
  }
}
