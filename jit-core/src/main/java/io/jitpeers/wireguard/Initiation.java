package io.jitpeers.wireguard;

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
}
