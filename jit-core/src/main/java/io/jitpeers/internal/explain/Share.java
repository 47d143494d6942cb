package io.jitpeers.internal.explain;

/**
 * The parts of the memory. A peer displaces only peers of its own share, the one that was used the
 * longest time ago.
 */
enum Share {
  /**
   * Peers that the control plane once knew and whose latest initiation was not served. Nobody but
   * the holder of such a key can bring it here: a replay does not, and a new key is not known.
   */
  REFUSED,
  /** Peers whose latest initiation was served. They come and go with the hot set. */
  SERVED,
  /**
   * Keys that the control plane never knew, which anyone can create, and keys of which nothing but
   * replays arrived, which anyone can send who recorded them.
   */
  OTHERS;

  /** Returns how many peers the share holds, of a memory for the given number of peers. */
  int limit(int peers) {
    return Math.max(1, this == REFUSED ? peers - 2 * (peers / 4) : peers / 4);
  }
}
