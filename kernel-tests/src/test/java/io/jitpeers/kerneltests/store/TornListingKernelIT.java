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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the kernel gives when the interface changes while it is in the middle of a peer that needs
 * many datagrams. It makes the second datagram of a dump when the first is received, and each
 * further one when the one before it is; so a change that the consumer makes when it is given the
 * first peer always falls between the second and the third.
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

  /** Lists, and makes a change when the first peer is given for the first time. */
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
    assertThat(listed.result()).isEqualTo(new ListingResult(5, true));
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
    // It was there when the listing began; but what was seen of it was not all.
    assertThat(listed.byKey()).doesNotContainKey(LARGE.publicKey());
  }

  @Test
  void theLastAttemptGivesNoPeerInPart() throws Exception {
    NetlinkPeerStore once = gateway.openStore(gateway.storeBuilder().listingAttempts(1));

    Listed listed = listAnd(once, () -> other.remove(List.of(LARGE.publicKey())));

    assertThat(once.statistics().incompleteListings()).isEqualTo(1);
    assertThat(listed.result()).isEqualTo(new ListingResult(2, false));
    assertThat(listed.byKey()).containsOnlyKeys(FIRST.publicKey(), LAST.publicKey());
  }

  @Test
  void aDumpThatEndsWhereItsCursorWasRemovedIsMadeAgain() throws Exception {
    List<PeerConfig> many = Peers.plain(1_000);
    other.install(many);

    // All but the last: the cursor is among them, wherever it is.
    Listed listed =
        listAnd(store, () -> other.remove(Peers.keys(many).subList(0, many.size() - 1)));

    assertThat(store.statistics().interruptedDumps()).isEqualTo(1);
    assertThat(listed.result().complete()).isTrue();
    assertThat(listed.byKey()).containsKeys(many.get(many.size() - 1).publicKey());
  }
}
