package io.jitpeers.netlink;

/**
 * What a {@link NetlinkPeerStore} has done since it was made. Counters only grow. Immutable and
 * thread-safe.
 *
 * @param listings listings that were begun
 * @param interruptedDumps dumps during which the device changed, or answers were lost; each was
 *     made again unless it was a listing's last attempt
 * @param incompleteListings listings of which no dump was undisturbed, or between whose dumps the
 *     device was made anew or given another key
 * @param installed peers that were installed, those again that were there
 * @param updated peers that were changed, those counted that were not there
 * @param removed peers that were removed, those counted that were not there
 * @param failedPeers peers that could not be installed, changed or removed, those of batches that
 *     failed as a whole included
 * @param deviceChanges how often the device was seen to be removed, made anew, renamed, brought up
 *     or down, or to have another key or port
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
