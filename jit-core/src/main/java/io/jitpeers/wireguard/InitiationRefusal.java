package io.jitpeers.wireguard;

/** The reasons why a datagram is not a valid initiation, in the order of the checks. */
public enum InitiationRefusal {
  /**
   * The datagram is not 148 bytes long, or its first four bytes are not 1, 0, 0, 0 (message type
   * 1).
   */
  NOT_AN_INITIATION,
  /**
   * MAC1 is wrong: the sender does not know this gateway's public key, or the datagram is garbage.
   */
  BAD_MAC1,
  /** The ephemeral or static key is a low-order point: the Diffie-Hellman result is all zero. */
  LOW_ORDER_POINT,
  /** The encrypted static key fails authentication. */
  BAD_STATIC,
  /**
   * The encrypted timestamp fails authentication: the sender claims a static key but does not have
   * the private key.
   */
  BAD_TIMESTAMP
}
