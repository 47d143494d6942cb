package io.jitpeers.internal.hotset;

/**
 * When the last listings began, each known by its epoch: the first has 1. Guarded by the hot set's
 * lock.
 */
final class ListingTimes {
  private static final int REMEMBERED = 16;

  private final long[] begun = new long[REMEMBERED];
  private int epoch;

  /** The listing that began last; 0 if none did. */
  int epoch() {
    return epoch;
  }

  /** Notes that another one begins. */
  void begin(long now) {
    epoch++;
    begun[epoch % REMEMBERED] = now;
  }

  /**
   * When the last listing that gave a peer began, or when it was installed. If that was too long
   * ago, the oldest that is remembered.
   */
  long lastLook(ResidentRecord peer) {
    if (peer.listedEpoch == 0) {
      return peer.installedAt;
    }
    return begun[Math.max(peer.listedEpoch, epoch - REMEMBERED + 1) % REMEMBERED];
  }
}
