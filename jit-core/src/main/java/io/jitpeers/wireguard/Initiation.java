package io.jitpeers.wireguard;

import java.nio.ByteBuffer;

/** The layout of message 1, the handshake initiation (whitepaper section 5.4.2). */
final class Initiation {
  static final int TYPE = 1;

  static final int SENDER_INDEX = 4;
  static final int EPHEMERAL = 8;
  static final int ENCRYPTED_STATIC = EPHEMERAL + Keys.LENGTH;
  static final int ENCRYPTED_STATIC_LENGTH = Keys.LENGTH + SymmetricState.TAG_LENGTH;
  static final int ENCRYPTED_TIMESTAMP = ENCRYPTED_STATIC + ENCRYPTED_STATIC_LENGTH;
  static final int ENCRYPTED_TIMESTAMP_LENGTH = Tai64n.LENGTH + SymmetricState.TAG_LENGTH;
  static final int MAC1 = ENCRYPTED_TIMESTAMP + ENCRYPTED_TIMESTAMP_LENGTH;
  static final int MAC2 = MAC1 + Mac1.LENGTH;
  static final int LENGTH = MAC2 + 16;

  private Initiation() {}

  /**
   * Returns whether a datagram, from position to limit, has the length and the type of an
   * initiation.
   */
  static boolean hasForm(ByteBuffer datagram) {
    if (datagram.remaining() != LENGTH) {
      return false;
    }
    int start = datagram.position();
    return datagram.get(start) == TYPE
        && (datagram.get(start + 1) | datagram.get(start + 2) | datagram.get(start + 3)) == 0;
  }
}
