package io.jitpeers.benchmarks.kernel.scale;

import io.jitpeers.benchmarks.kernel.Peers;
import io.jitpeers.benchmarks.kernel.scale.Contest.Side;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets wg(8) and the store do the same tasks in turns, each on a new interface. For wg(8), the
 * measured time is the whole run of its process, because a user of wg(8) waits for the process to
 * end. For the store, it is the time of a call, in a JVM that has done such tasks before, as in a
 * running gateway.
 *
 * <p>Must run on a thread in the namespace. Not thread-safe.
 */
final class Turns {
  private static final int PORT = 51820;
  private static final int LISTINGS_BEFORE = 2;
  private static final int LISTINGS = 3;

  /** A fifth of the peers is removed. */
  private static final int REMOVED = 5;

  private final NetNamespace namespace;
  private final Peers peers;
  private final int count;
  private final List<PublicKey> removed;
  private final Path conf;
  private final Contest contest;
  private long listingHeap;

  /**
   * Creates the peers and writes them to a file.
   *
   * @param namespace the namespace of the interfaces
   * @param conf the file to write, from which wg(8) reads the peers
   */
  Turns(NetNamespace namespace, Path conf, int count) throws Exception {
    this.namespace = namespace;
    this.count = count;
    peers = Peers.numbered(0, count);
    removed = peers.keys(count / REMOVED);
    this.conf = conf;
    peers.writeConf(conf);
    contest = new Contest(count, System::nanoTime);
  }

  Contest contest() {
    return contest;
  }

  /** Returns the largest heap that a listing retained, in bytes per peer. */
  double listingHeap() {
    return (double) listingHeap / count;
  }

  /** Runs small tasks beforehand, so that the JVM compiles the needed code. */
  static void warmUp(NetNamespace namespace, int count, int rounds) throws Exception {
    Peers few = Peers.numbered(0, count);
    WireGuardInterface wg = makeInterface(namespace);
    try (NetlinkPeerStore store = store(wg)) {
      for (int i = 0; i < rounds; i++) {
        // The same peers are installed again. New peers would cost the kernel 60 µs each without
        // warming the JVM further.
        requireSuccess(store.install(few.configs()));
        requireListed(store, count);
      }
      for (int i = 0; i < rounds; i++) {
        requireSuccess(store.remove(few.keys(count)));
      }
    }
    wg.delete();
  }

  /** Runs a turn of wg(8). */
  void wg() throws Exception {
    WireGuardInterface wg = makeInterface(namespace);
    WgTool tool = new WgTool(wg.name());
    contest.time(Side.WG, Work.INSTALL, count, () -> tool.install(conf));
    contest.time(Side.WG, Work.INSTALL_AGAIN, count, () -> tool.install(conf));
    for (int i = 0; i < LISTINGS_BEFORE; i++) {
      tool.list();
    }
    for (int i = 0; i < LISTINGS; i++) {
      contest.time(Side.WG, Work.LIST, count, tool::list);
    }
    contest.time(Side.WG, Work.REMOVE, removed.size(), () -> tool.remove(removed));
    end(wg);
  }

  /** Runs a turn of the store. */
  void ours() throws Exception {
    WireGuardInterface wg = makeInterface(namespace);
    try (NetlinkPeerStore store = store(wg)) {
      contest.time(
          Side.OURS, Work.INSTALL, count, () -> requireSuccess(store.install(peers.configs())));
      contest.time(
          Side.OURS,
          Work.INSTALL_AGAIN,
          count,
          () -> requireSuccess(store.install(peers.configs())));
      for (int i = 0; i < LISTINGS_BEFORE; i++) {
        requireListed(store, count);
      }
      for (int i = 0; i < LISTINGS; i++) {
        contest.time(Side.OURS, Work.LIST, count, () -> requireListed(store, count));
      }
      listingHeap = Math.max(listingHeap, ListingHeap.measure(store, count));
      contest.time(
          Side.OURS, Work.REMOVE, removed.size(), () -> requireSuccess(store.remove(removed)));
    }
    end(wg);
  }

  private static WireGuardInterface makeInterface(NetNamespace namespace) {
    return WireGuardInterface.create(namespace, "wg0").configure(TestKeys.privateKey(1), PORT);
  }

  private static NetlinkPeerStore store(WireGuardInterface wg) {
    return NetlinkPeerStore.builder().interfaceName(wg.name()).build();
  }

  /**
   * Checks that all tasks of a turn were done, because otherwise the times would be meaningless.
   * Deletes the interface.
   */
  private void end(WireGuardInterface wg) throws Exception {
    AtomicInteger configured = new AtomicInteger();
    try (NetlinkPeerStore store = store(wg)) {
      int left = store.list(peer -> configured.addAndGet(peer.allowedIps().size())).peers();
      if (left != count - removed.size() || configured.get() != left) {
        throw new IllegalStateException(
            left + " peers are left, with " + configured + " addresses");
      }
    }
    wg.delete();
  }

  private static void requireSuccess(BatchResult result) {
    if (!result.failures().isEmpty()) {
      throw new IllegalStateException(
          "A batch failed: " + result.failures().values().iterator().next());
    }
  }

  private static void requireListed(NetlinkPeerStore store, int expected) throws Exception {
    ListingResult result = store.list(peer -> {});
    if (!result.complete() || result.peers() != expected) {
      throw new IllegalStateException(expected + " peers were to be listed, not " + result);
    }
  }
}
