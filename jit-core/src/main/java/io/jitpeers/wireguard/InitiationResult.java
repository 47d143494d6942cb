package io.jitpeers.wireguard;

/** The result of opening a datagram. Immutable and thread-safe. */
public sealed interface InitiationResult {

  /**
   * The datagram is a valid initiation: its sender has proved possession of the static private key.
   *
   * @param initiator the initiator's static public key
   * @param timestamp the initiator's timestamp
   * @param senderIndex the initiator's index for this session, unsigned 32 bits
   */
  record Opened(PublicKey initiator, Tai64n timestamp, int senderIndex)
      implements InitiationResult {}

  /**
   * The datagram is not a valid initiation.
   *
   * @param reason the first check that failed
   */
  record Refused(InitiationRefusal reason) implements InitiationResult {}
}
