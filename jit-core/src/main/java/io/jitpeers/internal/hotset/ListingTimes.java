package io.jitpeers.internal.hotset;

/**
 * The start times of the latest listings. Each listing has a number, its epoch; the first has 1.
 * Guarded by the hot set's lock.
 */
final class ListingTimes {
  private static final int REMEMBERED = 16;

  private final long[] begun = new long[REMEMBERED];
  private int epoch;

  /** Returns the epoch of the listing that began last; 0 if none did. */
  int epoch() {
    return epoch;
  }

  /** Records that the next listing begins. */
  void begin(long now) {
    epoch++;
    begun[epoch % REMEMBERED] = now;
  }

  /**
   * Returns when the last listing that showed a peer began. If no listing has shown the peer,
   * returns when the peer was installed. If the listing is no longer remembered, returns the start
   * of the oldest remembered one.
   */
  long lastLook(ResidentRecord peer) {
    if (peer.listedEpoch == 0) {
      return peer.installedAt;
    }
    return begun[Math.max(peer.listedEpoch, epoch - REMEMBERED + 1) % REMEMBERED];
  }
}
