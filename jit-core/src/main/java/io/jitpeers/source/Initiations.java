package io.jitpeers.source;

import java.nio.ByteBuffer;

/** What an initiation looks like from outside. */
final class Initiations {
  /** Bytes in an initiation (whitepaper section 5.4.2). */
  private static final int LENGTH = 148;

  private Initiations() {}

  /** Exact length and message type 1 in little endian; looks at nothing else. */
  static boolean looksLikeInitiation(ByteBuffer datagram) {
    int start = datagram.position();
    return datagram.remaining() == LENGTH
        && datagram.get(start) == 1
        && datagram.get(start + 1) == 0
        && datagram.get(start + 2) == 0
        && datagram.get(start + 3) == 0;
  }
}
