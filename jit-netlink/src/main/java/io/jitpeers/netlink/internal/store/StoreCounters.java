package io.jitpeers.netlink.internal.store;

import io.jitpeers.netlink.NetlinkStoreStatistics;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a store. Thread-safe. */
final class StoreCounters {
  final LongAdder listings = new LongAdder();
  final LongAdder interruptedDumps = new LongAdder();
  final LongAdder incompleteListings = new LongAdder();
  final LongAdder installed = new LongAdder();
  final LongAdder updated = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder failedPeers = new LongAdder();
  final LongAdder deviceChanges = new LongAdder();

  NetlinkStoreStatistics snapshot() {
    return new NetlinkStoreStatistics(
        listings.sum(),
        interruptedDumps.sum(),
        incompleteListings.sum(),
        installed.sum(),
        updated.sum(),
        removed.sum(),
        failedPeers.sum(),
        deviceChanges.sum());
  }
}
