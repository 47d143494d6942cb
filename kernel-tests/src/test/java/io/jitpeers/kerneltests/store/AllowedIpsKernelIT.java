package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers with more allowed IPs than a message holds, and allowed IPs that two peers request. */
class AllowedIpsKernelIT {
  private Gateway gateway;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    gateway = Gateway.create("ips");
    store = gateway.openStore();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  /** A peer with all settings, and half of its allowed IPs in each family. */
  private static PeerConfig large(int number, int allowedIps) {
    List<IpPrefix> prefixes = new ArrayList<>();
    for (int i = 0; i < allowedIps; i++) {
      prefixes.add(
          i % 2 == 0
              ? IpPrefix.masked(Peers.ipv4(20 + number, i), 32)
              : IpPrefix.masked(Peers.ipv6(0xfd20 + number, i), 128));
    }
    return PeerConfig.builder(TestKeys.publicKey(number))
        .presharedKey(TestKeys.presharedKey(number))
        .endpoint(new InetSocketAddress("192.0.2.7", 7))
        .persistentKeepaliveSeconds(7)
        .allowedIps(prefixes)
        .build();
  }

  private void install(PeerConfig... peers) throws Exception {
    assertThat(store.install(List.of(peers))).isEqualTo(BatchResult.SUCCESS);
  }

  /** Reads the peers with wg(8) and with the store. */
  private void assertPeers(PeerConfig... peers) throws Exception {
    var wg = gateway.wg().dump();
    assertThat(wg.peers()).isEqualTo(List.of(peers).stream().map(Judge::expected).toList());
    assertThat(Judge.listed(Peers.list(store).values(), wg)).isEqualTo(wg.peers());
  }

  private List<IpPrefix> allowedIps(PublicKey key) {
    return gateway.wg().dump().peer(key).allowedIps();
  }

  /** A few messages in one datagram; the largest datagram holds about 190 KB. */
  @Test
  void aPeerOfSeveralMessagesIsInstalledWholeAmongOthers() throws Exception {
    PeerConfig before = Peers.peer(1, "10.0.0.1/32");
    PeerConfig after = Peers.peer(3, "10.0.0.3/32");

    install(before, large(2, 3_000), after);

    assertPeers(before, large(2, 3_000), after);
  }

  /** Several datagrams. */
  @Test
  void aPeerOfSeveralDatagramsIsInstalledWholeAmongOthers() throws Exception {
    PeerConfig before = Peers.peer(1, "10.0.0.1/32");
    PeerConfig after = Peers.peer(3, "10.0.0.3/32");

    install(before, large(2, 20_000), after);

    assertPeers(before, large(2, 20_000), after);
  }

  /**
   * Around the most that fits into one message, where the size of the message's head matters too.
   */
  @Test
  void peersThatJustFitAndJustDoNotAreInstalledWhole() throws Exception {
    // 28 bytes for an IPv4 and 40 for an IPv6 address, and at most 65,532 in total.
    PeerConfig[] peers =
        IntStream.range(0, 20).mapToObj(i -> large(i + 1, 1_915 + i)).toArray(PeerConfig[]::new);

    install(peers);

    assertPeers(peers);
  }

  @Test
  void aLargePeerBecomesSmallAndLargeAgain() throws Exception {
    install(large(2, 5_000));

    PeerConfig small = large(2, 2);
    install(small);
    assertPeers(small);

    install(large(2, 5_000));
    assertPeers(large(2, 5_000));
  }

  @Test
  void allAllowedIpsOfALargePeerMoveToAnother() throws Exception {
    PeerConfig heir = PeerConfig.builder(TestKeys.publicKey(3)).build();
    install(large(2, 5_000));

    install(heir.toBuilder().allowedIps(large(2, 5_000).allowedIps()).build());

    assertThat(allowedIps(TestKeys.publicKey(2))).isEmpty();
    assertThat(allowedIps(heir.publicKey()))
        .containsExactlyInAnyOrderElementsOf(large(2, 5_000).allowedIps());
  }

  /** As in the kernel: exactly that prefix moves, not one that contains it or is inside it. */
  @Test
  void anAllowedIpMovesToThePeerThatWasInstalledLast() throws Exception {
    PublicKey first = TestKeys.publicKey(1);
    PublicKey second = TestKeys.publicKey(2);
    install(Peers.peer(1, "10.0.0.0/24", "10.0.0.1/32", "fd00::/64", "fd00::1/128"));

    install(Peers.peer(2, "10.0.0.1/32", "10.0.0.0/25", "fd00::/64"));

    assertThat(allowedIps(first))
        .containsExactly(IpPrefix.parse("10.0.0.0/24"), IpPrefix.parse("fd00::1/128"));
    assertThat(Peers.list(store).get(first).allowedIps())
        .containsExactlyInAnyOrderElementsOf(allowedIps(first));
    assertThat(Peers.list(store).get(second).allowedIps())
        .containsExactlyInAnyOrderElementsOf(allowedIps(second))
        .hasSize(3);
  }

  @Test
  void anAllowedIpThatWasTakenAwayComesBackByInstallingAgain() throws Exception {
    PeerConfig first = Peers.peer(1, "10.0.0.1/32");
    install(first, Peers.peer(2, "10.0.0.1/32", "10.0.0.2/32"));

    install(first);

    assertPeers(first, Peers.peer(2, "10.0.0.2/32"));
  }
}
