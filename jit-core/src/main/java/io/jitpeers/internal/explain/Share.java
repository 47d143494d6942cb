package io.jitpeers.internal.explain;

/**
 * A part of the {@link OutcomeMemory}. A new peer displaces the least recently used peer of its own
 * share, and no peer of another share.
 */
enum Share {
  /**
   * Peers that the control plane once knew, and that were not on the device after their latest
   * accepted initiation had been processed. Only the holder of a private key can bring its peer
   * into this share. An attacker without the private key can only replay a recording or create a
   * new key. The recording is not accepted, and the control plane does not know the new key.
   */
  REFUSED,
  /** Peers that were on the device after their latest accepted initiation had been processed. */
  SERVED,
  /**
   * Keys that the control plane never knew, and keys without an accepted initiation. Anyone can add
   * keys to this share, by creating new keys or by replaying recorded initiations.
   */
  OTHERS;

  /**
   * Returns the maximum number of peers in this share.
   *
   * @param peers the maximum number of peers in all shares together
   */
  int limit(int peers) {
    return Math.max(1, this == REFUSED ? peers - 2 * (peers / 4) : peers / 4);
  }
}
