package io.jitpeers.eviction;

import java.time.Duration;
import java.util.Map;

/**
 * The results of one eviction sweep. A sweep lists the peers on the device and evicts the peers
 * that the eviction policy selects. Immutable.
 *
 * @param dryRun true if nothing was evicted; {@code evicted} then counts the peers that would have
 *     been evicted
 * @param listed the number of peers in the listing
 * @param complete whether the listing was complete
 * @param evicted how many peers were evicted, by cause; a cause with no peers is absent
 * @param heldBack how many selected peers stayed, by reason; a reason with no peers is absent
 * @param lost the number of resident peers that the sweep found missing because another program had
 *     removed the peers from the device
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
    /**
     * The sweep's listing did not contain the peer, so the gateway's figures for the peer are
     * outdated.
     */
    NOT_LISTED,
    /**
     * The peer's session is younger than the {@linkplain
     * io.jitpeers.options.EvictionOptions#losslessFloor lossless floor}, or a handshake may be in
     * progress. A handshake may be in progress for up to 15 s after the peer's installation and
     * after each initiation from its client.
     */
    YOUNG_SESSION,
    /**
     * After the sweep's listing began, the peer's client sent an initiation, or the peer was
     * installed again.
     */
    CAME_BACK,
    /**
     * The control plane cannot be reached, so the peer could not be provisioned again after an
     * eviction.
     */
    CONTROL_PLANE_UNREACHABLE,
    /**
     * The sweep took so long that its listing is outdated. The peer may have begun a session that
     * is missing from the listing.
     */
    LISTING_TOO_OLD,
    /** The peer store could not remove the peer. */
    STORE_FAILED,
    /**
     * The number of resident peers had already fallen to the limit before this peer was to be
     * removed.
     */
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
   * {@return the total number of evicted peers, with any cause; in a dry run, the number of peers
   * that would have been evicted}
   */
  public int evictedInAll() {
    return evicted.values().stream().mapToInt(Integer::intValue).sum();
  }
}
