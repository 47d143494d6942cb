package io.jitpeers.kerneltests.ratio;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.util.List;

/**
 * Lets wg(8) and the store do the same work by turns, each on an interface that was just made. Time
 * is what passes: for wg(8) from the start to the end of its process, for that is what its user
 * waits for; for the store from call to return, in a JVM that has done such work before, as a
 * gateway's has.
 *
 * <p>Must run on a thread in the namespace. Not thread-safe.
 */
final class WgRatio {
  static final int PEERS = 100_000;
  static final int REMOVED = 20_000;

  private static final int PORT = 51820;
  private static final int WARM_UP_PEERS = 2_000;
  private static final int WARM_UP_ROUNDS = 20;
  private static final int LISTINGS_BEFORE = 2;
  private static final int LISTINGS = 3;

  final Contest list = new Contest("list");
  final Contest install = new Contest("install");
  final Contest reinstall = new Contest("install again");
  final Contest remove = new Contest("remove 20,000");

  private final NetNamespace namespace;
  private final Peers peers;
  private final Path conf;
  private final List<PublicKey> removed;
  private long listingHeap;

  /**
   * Writes the peers down.
   *
   * @param namespace where the interfaces are made
   * @param folder for the file that wg(8) reads
   */
  WgRatio(NetNamespace namespace, Path folder) throws Exception {
    this.namespace = namespace;
    peers = Peers.numbered(0, PEERS);
    conf = folder.resolve("peers.conf");
    peers.writeConf(conf);
    removed = peers.keys(REMOVED);
  }

  List<Contest> contests() {
    return List.of(list, install, reinstall, remove);
  }

  /** Makes the JVM compile what it will need. */
  void warmUp() throws Exception {
    Peers few = Peers.numbered(PEERS, WARM_UP_PEERS);
    WireGuardInterface wg = makeInterface();
    try (NetlinkPeerStore store = store(wg)) {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        // The same peers: new ones would cost the kernel 60 µs each, and teach the JVM nothing.
        requireSuccess(store.install(few.configs()));
        requirePeers(store.list(peer -> {}), WARM_UP_PEERS);
      }
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        requireSuccess(store.remove(few.keys(WARM_UP_PEERS)));
      }
    }
    wg.delete();
  }

  /** A turn of wg(8)'s, and a turn of ours. */
  void round() throws Exception {
    wgTurn();
    ourTurn();
  }

  private void wgTurn() throws Exception {
    WireGuardInterface wg = makeInterface();
    WgTool tool = new WgTool(wg.name());
    install.timeWg(() -> tool.install(conf));
    reinstall.timeWg(() -> tool.install(conf));
    for (int i = 0; i < LISTINGS_BEFORE; i++) {
      tool.list();
    }
    for (int i = 0; i < LISTINGS; i++) {
      list.timeWg(tool::list);
    }
    remove.timeWg(() -> tool.remove(removed));
    end(wg);
  }

  private void ourTurn() throws Exception {
    WireGuardInterface wg = makeInterface();
    try (NetlinkPeerStore store = store(wg)) {
      install.timeOurs(() -> requireSuccess(store.install(peers.configs())));
      reinstall.timeOurs(() -> requireSuccess(store.install(peers.configs())));
      for (int i = 0; i < LISTINGS_BEFORE; i++) {
        requirePeers(store.list(peer -> {}), PEERS);
      }
      for (int i = 0; i < LISTINGS; i++) {
        list.timeOurs(() -> requirePeers(store.list(peer -> {}), PEERS));
      }
      listingHeap = Math.max(listingHeap, ListingHeap.measure(store, PEERS));
      remove.timeOurs(() -> requireSuccess(store.remove(removed)));
    }
    end(wg);
  }

  private WireGuardInterface makeInterface() {
    return WireGuardInterface.create(namespace, "wg0").configure(TestKeys.privateKey(1), PORT);
  }

  private static NetlinkPeerStore store(WireGuardInterface wg) {
    return NetlinkPeerStore.builder().interfaceName(wg.name()).build();
  }

  /** Whoever worked on it has done all of the work, or the time would be worth nothing. */
  private void end(WireGuardInterface wg) {
    WireGuardDump dump = wg.dump();
    int left = dump.peers().size();
    long configured = dump.peers().stream().filter(peer -> peer.allowedIps().size() == 1).count();
    if (left != PEERS - REMOVED || configured != left || dump.find(removed.get(0)).isPresent()) {
      throw new AssertionError("left are " + left + " peers, as they should be " + configured);
    }
    wg.delete();
  }

  private static void requireSuccess(BatchResult result) {
    if (!result.failures().isEmpty()) {
      throw new AssertionError("failed: " + result.failures().values().iterator().next());
    }
  }

  private static void requirePeers(ListingResult result, int expected) {
    if (!result.complete() || result.peers() != expected) {
      throw new AssertionError(expected + " peers expected, not " + result);
    }
  }

  /** The most heap that a listing held on to, in bytes. */
  long listingHeap() {
    return listingHeap;
  }
}
