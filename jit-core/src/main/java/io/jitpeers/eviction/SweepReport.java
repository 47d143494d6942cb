package io.jitpeers.eviction;

import java.time.Duration;
import java.util.Map;

/**
 * The results of one sweep, in which the peers on the device are listed and the selected peers are
 * evicted. Immutable.
 *
 * @param dryRun true if nothing was evicted; {@code evicted} then counts the peers that would have
 *     been evicted
 * @param listed the number of peers in the listing
 * @param complete whether the listing was complete
 * @param evicted how many peers were evicted, by cause; a cause with no peers is absent
 * @param heldBack how many selected peers stayed, by reason; a reason with no peers is absent
 * @param lost the number of resident peers that another program had removed from the device
 * @param resident the number of resident peers after the sweep
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

  /** The reason why a selected peer was not evicted. */
  public enum HoldReason {
    /** The peer is pinned. */
    PINNED,
    /** Another program added the peer to the device. */
    FOREIGN,
    /** The listing did not contain the peer, so the gateway's knowledge of the peer is outdated. */
    NOT_LISTED,
    /**
     * The peer's session is younger than the {@linkplain
     * io.jitpeers.options.EvictionOptions#losslessFloor lossless floor}, or the peer was installed
     * a moment ago and its handshake may be under way.
     */
    YOUNG_SESSION,
    /**
     * An initiation of the peer arrived after the listing began, or the peer was installed again.
     */
    CAME_BACK,
    /** The control plane cannot be reached, so the peer could not be provisioned again. */
    CONTROL_PLANE_UNREACHABLE,
    /**
     * The sweep took so long that its listing is outdated: it may not show a session that has begun
     * since.
     */
    LISTING_TOO_OLD,
    /** The store could not remove the peer. */
    STORE_FAILED,
    /** The number of peers had already fallen to the limit when it was this peer's turn. */
    NO_LONGER_OVER_CAPACITY
  }

  /**
   * Creates a report with copies of the maps.
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

  /**
   * {@return the number of evicted peers for all causes; in a dry run, the number of peers that
   * would have been evicted}
   */
  public int evictedInAll() {
    return evicted.values().stream().mapToInt(Integer::intValue).sum();
  }
}
