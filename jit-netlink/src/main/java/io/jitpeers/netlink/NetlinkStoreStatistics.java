package io.jitpeers.netlink;

/**
 * Counters of a {@link NetlinkPeerStore} since it was created. Counters only grow. Immutable and
 * thread-safe.
 *
 * @param listings listings that were started
 * @param interruptedDumps dumps during which the device changed or answers were lost; each was
 *     repeated unless it was a listing's last attempt
 * @param incompleteListings listings that may lack peers: all their dumps were interrupted, or the
 *     device was created anew or got another key between two dumps
 * @param installed peers that were installed, including those that existed before
 * @param updated peers that were changed, including requests for peers that did not exist
 * @param removed peers that were removed, including requests for peers that did not exist
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
