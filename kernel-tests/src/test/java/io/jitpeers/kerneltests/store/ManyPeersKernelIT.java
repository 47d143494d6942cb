package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.KernelLedger;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PeerConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hundred thousand peers. */
class ManyPeersKernelIT {
  private static final int MANY = 100_000;

  private Gateway gateway;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    gateway = Gateway.create("many");
    store = gateway.openStore();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aHundredThousandPeersAreInstalledAndTwentyThousandRemoved() throws Exception {
    List<PeerConfig> peers = Peers.mixed(MANY);

    assertThat(store.install(peers)).isEqualTo(BatchResult.SUCCESS);

    WireGuardDump wg = gateway.wg().dump();
    assertThat(wg.peers()).hasSize(MANY);
    assertThat(wg.peers()).isEqualTo(peers.stream().map(Judge::expected).toList());
    assertThat(Judge.listed(Peers.list(store).values(), wg)).isEqualTo(wg.peers());

    assertThat(store.remove(Peers.keys(peers.subList(0, 20_000)))).isEqualTo(BatchResult.SUCCESS);

    assertThat(Judge.keys(gateway.wg().dump())).isEqualTo(Peers.keys(peers.subList(20_000, MANY)));
  }

  /** Only each peer's key is remembered, so that no peer is reported twice. */
  @Test
  void aListingOfAHundredThousandPeersThatWgInstalledTakesLittleHeap() throws Exception {
    List<PeerConfig> peers = Peers.plain(MANY);
    gateway
        .namespace()
        .commands()
        .within(Duration.ofMinutes(10))
        .reading(Judge.configFile(peers))
        .run("wg", "addconf", Gateway.WG, "/dev/stdin");
    assertThat(store.list(peer -> {}).peers()).isEqualTo(MANY);
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    AtomicInteger given = new AtomicInteger();
    AtomicLong most = new AtomicLong();
    // Until the ledger has read the kernel's log, it puts these peers on the heap that is measured.
    long unused = KernelLedger.shared().peersCreated();
    memory.gc();
    long before = memory.getHeapMemoryUsage().getUsed();

    ListingResult result =
        store.list(
            peer -> {
              assertThat(peer.publicKey()).isEqualTo(peers.get(given.get()).publicKey());
              if (given.incrementAndGet() % 9_999 == 0) {
                memory.gc();
                most.accumulateAndGet(memory.getHeapMemoryUsage().getUsed() - before, Math::max);
              }
            });

    assertThat(result).isEqualTo(ListingResult.of(MANY, true));
    System.out.printf("a listing of %,d peers held %,d bytes of heap%n", MANY, most.get());
    assertThat(most.get()).isBetween(1_000_000L, 16_000_000L);
  }
}
