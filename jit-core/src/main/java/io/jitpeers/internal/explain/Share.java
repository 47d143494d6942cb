package io.jitpeers.internal.explain;

/**
 * A part of the {@link OutcomeMemory}. A new peer displaces the least recently used peer of its own
 * share, and no peer of another share. The constants call an initiation served if its peer was on
 * the device when the initiation ended.
 */
enum Share {
  /**
   * Peers that the control plane once knew and whose latest accepted initiation was not served.
   * Only the holder of a key can bring it into this share: without the private key, an attacker can
   * only replay a recording, which is not accepted, or create a new key, which the control plane
   * does not know.
   */
  REFUSED,
  /**
   * Peers whose latest accepted initiation was served: they were in the hot set when that
   * initiation ended.
   */
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
