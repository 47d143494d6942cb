package io.jitpeers.benchmarks.kernel.scale;

import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.StoreException;
import java.lang.management.ManagementFactory;

/**
 * Measures how much heap a running listing retains. The consumer of the listing retains nothing.
 */
final class ListingHeap {
  private ListingHeap() {}

  /**
   * Lists the peers. Measures the used heap at the beginning, in the middle and at the end of the
   * listing, each time after a garbage collection. Returns the largest increase, in bytes, compared
   * with the used heap before the listing.
   */
  static long measure(NetlinkPeerStore store, int peers) throws StoreException {
    long before = live();
    long[] most = new long[1];
    int[] given = new int[1];
    store.list(
        peer -> {
          given[0]++;
          if (given[0] == 1 || given[0] == peers / 2 || given[0] == peers) {
            most[0] = Math.max(most[0], live() - before);
          }
        });
    return most[0];
  }

  private static long live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
