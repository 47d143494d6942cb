package io.jitpeers.netlink;

/**
 * Counters of a {@link NetlinkPeerStore} since it was created. Counters only grow. Immutable and
 * thread-safe.
 *
 * @param listings listings that were started
 * @param interruptedDumps dumps during which the device changed, and dumps whose answers were lost.
 *     The listing repeats such a dump if it has attempts left. If answers are lost in the last
 *     attempt, the listing fails, and that attempt is not counted
 * @param incompleteListings listings that may lack peers, because every dump was interrupted, or
 *     because the device was created anew or got another key between two dumps
 * @param installed peers that were installed, including those that existed before
 * @param updated successful changes of peers; a change of a peer that does not exist counts as
 *     successful
 * @param removed successful removals of peers; the removal of a peer that does not exist counts as
 *     successful
 * @param failedPeers peers that could not be installed, changed or removed, including all peers of
 *     batches that failed as a whole
 * @param deviceChanges how often the store noticed that the device was removed, created anew,
 *     renamed, brought up or down, or got another key or port
 */
public record NetlinkStoreStatistics(
    long listings,
    long interruptedDumps,
    long incompleteListings,
    long installed,
    long updated,
    long removed,
    long failedPeers,
    long deviceChanges) {}
