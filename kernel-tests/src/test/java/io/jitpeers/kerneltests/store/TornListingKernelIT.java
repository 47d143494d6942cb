package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The kernel's answers when the interface changes while the dump is inside a peer that needs many
 * datagrams. The kernel creates the second datagram of a dump when the first is received, and each
 * further one when the one before it is received. So a change that the consumer makes on the first
 * peer always falls between the second and the third.
 */
class TornListingKernelIT {
  /** About 600 KB of a dump. */
  private static final int MANY = 20_000;

  private static final PeerConfig FIRST = Peers.peer(1, "10.0.0.1/32");
  private static final PeerConfig LARGE = large();
  private static final PeerConfig NEXT = Peers.mixedPeer(4);
  private static final PeerConfig LAST = Peers.peer(5, "10.0.0.5/32");

  private Gateway gateway;
  private NetlinkPeerStore store;
  private NetlinkPeerStore other;

  private static PeerConfig large() {
    PeerConfig.Builder large = PeerConfig.builder(Peers.peer(2).publicKey());
    for (int i = 0; i < MANY; i++) {
      large.allowedIp(IpPrefix.masked(Peers.ipv4(11, i), 32));
    }
    return large.persistentKeepaliveSeconds(25).build();
  }

  @BeforeEach
  void install() throws StoreException {
    gateway = Gateway.create("torn");
    store = gateway.openStore();
    other = gateway.openStore();
    store.install(List.of(FIRST, LARGE, NEXT, LAST));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private interface Change {
    void make() throws StoreException;
  }

  private record Listed(List<PeerStatus> peers, ListingResult result) {
    Map<PublicKey, PeerStatus> byKey() {
      return peers.stream().collect(Collectors.toMap(PeerStatus::publicKey, Function.identity()));
    }
  }

  /** Lists the peers, and makes a change when the first peer is reported for the first time. */
  private static Listed listAnd(NetlinkPeerStore store, Change change) throws StoreException {
    List<PeerStatus> given = new ArrayList<>();
    ListingResult result =
        store.list(
            peer -> {
              given.add(peer);
              if (given.size() == 1) {
                try {
                  change.make();
                } catch (StoreException e) {
                  throw new AssertionError(e);
                }
              }
            });
    return new Listed(given, result);
  }

  @Test
  void aPeerIsGivenWithAllOfItsAllowedIpsOrNotAtAll() throws Exception {
    Listed listed = listAnd(store, () -> other.install(List.of(Peers.peer(9, "10.9.9.9/32"))));

    assertThat(store.statistics().interruptedDumps()).isEqualTo(1);
    assertThat(listed.result()).isEqualTo(ListingResult.of(5, true));
    assertThat(listed.byKey().get(LARGE.publicKey()).allowedIps())
        .hasSize(MANY)
        .isEqualTo(LARGE.allowedIps());
  }

  @Test
  void thePeerAfterOneThatWasRemovedIsGivenWhole() throws Exception {
    Listed listed = listAnd(store, () -> other.remove(List.of(LARGE.publicKey())));

    assertThat(store.statistics().interruptedDumps()).isEqualTo(1);
    assertThat(listed.result().complete()).isTrue();
    assertThat(Judge.listed(listed.byKey().get(NEXT.publicKey()), NEXT.presharedKey()))
        .isEqualTo(Judge.expected(NEXT));
    assertThat(listed.byKey()).containsKeys(FIRST.publicKey(), LAST.publicKey());
    // The peer existed when the listing began, but only a part of it was seen.
    assertThat(listed.byKey()).doesNotContainKey(LARGE.publicKey());
  }

  @Test
  void theLastAttemptGivesNoPeerInPart() throws Exception {
    NetlinkPeerStore once = gateway.openStore(gateway.storeBuilder().listingAttempts(1));

    Listed listed = listAnd(once, () -> other.remove(List.of(LARGE.publicKey())));

    assertThat(once.statistics().incompleteListings()).isEqualTo(1);
    assertThat(listed.result()).isEqualTo(ListingResult.of(2, false));
    assertThat(listed.byKey()).containsOnlyKeys(FIRST.publicKey(), LAST.publicKey());
  }

  @Test
  void aDumpThatEndsWhereItsCursorWasRemovedIsMadeAgain() throws Exception {
    List<PeerConfig> many = Peers.plain(1_000);
    other.install(many);

    // All except the last: the cursor is among them, wherever it is.
    Listed listed =
        listAnd(store, () -> other.remove(Peers.keys(many).subList(0, many.size() - 1)));

    assertThat(store.statistics().interruptedDumps()).isEqualTo(1);
    assertThat(listed.result().complete()).isTrue();
    assertThat(listed.byKey()).containsKeys(many.get(many.size() - 1).publicKey());
  }

  /**
   * Moves the end of the second datagram through all of a peer, 4 bytes at a time: it may come
   * before the peer, between its head and its allowed IPs, or among these.
   */
  @Test
  void whereverADatagramEndsPeersAreGivenWhole() throws Exception {
    store.remove(List.of(LARGE.publicKey(), NEXT.publicKey(), LAST.publicKey()));
    List<PeerConfig> peers =
        IntStream.range(100, 400).mapToObj(TornListingKernelIT::ofThreeAddresses).toList();
    // 32 KB are about 130 of them, so the filler is in the second datagram.
    int before = 180;
    // More than such a peer takes.
    int steps = 70;
    for (int step = 0; step <= steps; step++) {
      PeerConfig passing = Peers.peer(10_000 + step, "10.9." + step + ".9/32");
      store.remove(Peers.keys(peers));
      store.remove(List.of(filler(step, steps).publicKey()));
      store.install(peers.subList(0, before));
      store.install(List.of(filler(step, steps)));
      store.install(peers.subList(before, peers.size()));

      Listed listed = listAnd(store, () -> other.install(List.of(passing)));

      assertThat(listed.result().complete()).isTrue();
      assertThat(store.statistics().interruptedDumps()).isEqualTo(step + 1);
      for (PeerConfig peer : peers) {
        assertThat(listed.byKey().get(peer.publicKey()).allowedIps())
            .as("in step %s", step)
            .isEqualTo(peer.allowedIps());
      }
    }
  }

  /** Three IPv4 addresses take 84 bytes of a dump, two IPv6 addresses take 80. */
  private static PeerConfig filler(int step, int steps) {
    PeerConfig.Builder filler = PeerConfig.builder(Peers.peer(3).publicKey());
    for (int i = 0; i < steps; i++) {
      if (i < step) {
        filler.allowedIp(IpPrefix.masked(Peers.ipv4(30, i), 32));
        filler.allowedIp(IpPrefix.masked(Peers.ipv4(31, i), 32));
        filler.allowedIp(IpPrefix.masked(Peers.ipv4(32, i), 32));
      } else {
        filler.allowedIp(IpPrefix.masked(Peers.ipv6(0xfd00, i), 128));
        filler.allowedIp(IpPrefix.masked(Peers.ipv6(0xfd01, i), 128));
      }
    }
    return filler.build();
  }

  private static PeerConfig ofThreeAddresses(int i) {
    return Peers.peer(
        i,
        "10.1." + i / 250 + "." + i % 250 + "/32",
        "10.2." + i / 250 + "." + i % 250 + "/32",
        "fd09::" + i + "/128");
  }
}
