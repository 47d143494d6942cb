package io.jitpeers.internal.hotset;

/**
 * Numbers the listings, and stores the start times of the latest full listings, which measure the
 * traffic of all peers. The number of a listing is its epoch; the first listing has the epoch 1.
 * Guarded by the hot set's lock.
 */
final class ListingTimes {
  private static final int REMEMBERED = 16;

  // The epochs and the start times of the latest full listings.
  private final int[] epochs = new int[REMEMBERED];
  private final long[] begun = new long[REMEMBERED];
  private int full;
  private int epoch;
  private long latestBegun;

  /** Returns the epoch of the listing that began last; 0 before the first listing. */
  int epoch() {
    return epoch;
  }

  /** Returns when the latest listing began. */
  long begun() {
    return latestBegun;
  }

  /**
   * Records that the next listing begins.
   *
   * @param glance whether the listing skips most peers, instead of measuring the traffic of all
   *     peers
   */
  void begin(long now, boolean glance) {
    epoch++;
    latestBegun = now;
    if (glance) {
      return;
    }
    epochs[full % REMEMBERED] = epoch;
    begun[full % REMEMBERED] = now;
    full++;
  }

  /**
   * Returns when a full listing last measured a peer's traffic.
   *
   * <p>The latest listing that processed the peer was either a full listing or a glance, which
   * skips most peers. If it was a full listing, the result is its start. If it was a glance, the
   * result is the start of the last full listing before the glance. In both cases, if that start is
   * not stored, the result is the oldest stored start.
   *
   * <p>If no listing has processed the peer yet, the result is the time of the peer's install. The
   * result is never earlier than the install.
   */
  long lastLook(ResidentRecord peer) {
    if (peer.listedEpoch == 0) {
      return peer.installedAt;
    }
    long found = peer.installedAt;
    int oldest = Math.max(0, full - REMEMBERED);
    for (int i = full - 1; i >= oldest; i--) {
      found = begun[i % REMEMBERED];
      if (epochs[i % REMEMBERED] <= peer.listedEpoch) {
        break;
      }
    }
    return Math.max(found, peer.installedAt);
  }
}
