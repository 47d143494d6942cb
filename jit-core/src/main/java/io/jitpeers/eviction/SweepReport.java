package io.jitpeers.eviction;

import java.time.Duration;
import java.util.Map;

/**
 * What one sweep saw and did. Immutable.
 *
 * @param dryRun true if nothing was evicted, and {@code evicted} tells what would have been
 * @param listed peers in the listing
 * @param complete whether the listing was complete
 * @param evicted how many peers were evicted, by cause; causes without any are absent
 * @param heldBack how many selected peers stayed all the same, by reason; reasons without any are
 *     absent
 * @param lost peers that somebody else had removed
 * @param resident peers that are resident after the sweep
 * @param listingTime how long the listing took
 * @param totalTime how long the whole sweep took
 */
public record SweepReport(
    boolean dryRun,
    int listed,
    boolean complete,
    Map<EvictionCause, Integer> evicted,
    Map<HoldReason, Integer> heldBack,
    int lost,
    int resident,
    Duration listingTime,
    Duration totalTime) {

  /** Why a peer that a policy selected was not evicted. */
  public enum HoldReason {
    /** It is pinned. */
    PINNED,
    /** Somebody else put it on the device. */
    FOREIGN,
    /** The listing did not give it, so what is known of it is old. */
    NOT_LISTED,
    /**
     * Its session is younger than the lossless floor, or it was installed a moment ago and its
     * handshake may be under way.
     */
    YOUNG_SESSION,
    /** An initiation of it arrived, or it was installed again, after the listing began. */
    CAME_BACK,
    /** The control plane cannot be reached, so it could not be brought back. */
    CONTROL_PLANE_UNREACHABLE,
    /** The sweep took so long that the listing no longer shows whose session is young. */
    LISTING_TOO_OLD,
    /** The store could not remove it. */
    STORE_FAILED,
    /** There was room again before its turn came. */
    NO_LONGER_OVER_CAPACITY
  }

  /**
   * Copies the maps.
   *
   * @param dryRun as in the record
   * @param listed as in the record
   * @param complete as in the record
   * @param evicted as in the record
   * @param heldBack as in the record
   * @param lost as in the record
   * @param resident as in the record
   * @param listingTime as in the record
   * @param totalTime as in the record
   */
  public SweepReport {
    evicted = Map.copyOf(evicted);
    heldBack = Map.copyOf(heldBack);
  }

  /** {@return the number of peers that were evicted, or would have been, for any cause} */
  public int evictedInAll() {
    return evicted.values().stream().mapToInt(Integer::intValue).sum();
  }
}
