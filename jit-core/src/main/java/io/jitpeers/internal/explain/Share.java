package io.jitpeers.internal.explain;

/**
 * The parts of the memory. A peer displaces only peers of its own share, the one that was used the
 * longest time ago.
 */
enum Share {
  /**
   * Peers that the control plane once knew and whose latest accepted initiation was not served.
   * Nobody but the holder of such a key can bring it here: a recording is not accepted, and a new
   * key is not known.
   */
  REFUSED,
  /** Peers whose latest accepted initiation was served. They come and go with the hot set. */
  SERVED,
  /**
   * Keys that the control plane never knew, which anyone can create, and keys of which no
   * initiation was accepted, which anyone can bring here who recorded initiations.
   */
  OTHERS;

  /** Returns how many peers the share holds, of a memory for the given number of peers. */
  int limit(int peers) {
    return Math.max(1, this == REFUSED ? peers - 2 * (peers / 4) : peers / 4);
  }
}
