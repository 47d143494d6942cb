package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.netlink.NetlinkStoreStatistics;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * wg(8) shows what the store installs, the store lists what wg(8) installs, and removed peers are
 * gone.
 */
class RoundTripKernelIT {
  private Gateway gateway;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    gateway = Gateway.create("trip");
    store = gateway.openStore();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  // At about 21 and 90, peers with an endpoint and three allowed IPs fill a page and the largest
  // datagram of a dump.
  @ParameterizedTest
  @ValueSource(ints = {1, 21, 90, 1_000})
  void whatIsInstalledIsWhatWgShows(int count) throws Exception {
    List<PeerConfig> peers = Peers.mixed(count);

    assertThat(store.install(peers)).isEqualTo(BatchResult.SUCCESS);

    WireGuardDump wg = gateway.wg().dump();
    assertThat(wg.peers()).isEqualTo(peers.stream().map(Judge::expected).toList());
    assertThat(Judge.listed(Peers.list(store).values(), wg)).isEqualTo(wg.peers());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 21, 90, 1_000})
  void whatWgInstallsIsWhatIsListed(int count) throws Exception {
    List<PeerConfig> peers = Peers.mixed(count);
    gateway
        .namespace()
        .commands()
        .reading(Judge.configFile(peers))
        .run("wg", "addconf", Gateway.WG, "/dev/stdin");

    WireGuardDump wg = gateway.wg().dump();

    assertThat(Judge.listed(Peers.list(store).values(), wg))
        .isEqualTo(wg.peers())
        .isEqualTo(peers.stream().map(Judge::expected).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 21, 90, 1_000})
  void whatIsRemovedIsGone(int count) throws Exception {
    List<PeerConfig> peers = Peers.mixed(count);
    assertThat(store.install(peers)).isEqualTo(BatchResult.SUCCESS);
    List<PeerConfig> leaving = everySecond(peers, 0);

    assertThat(store.remove(Peers.keys(leaving))).isEqualTo(BatchResult.SUCCESS);

    List<PeerConfig> staying = everySecond(peers, 1);
    assertThat(gateway.wg().dump().peers())
        .isEqualTo(staying.stream().map(Judge::expected).toList());
    assertThat(Peers.list(store).keySet()).containsExactlyElementsOf(Peers.keys(staying));
  }

  private static List<PeerConfig> everySecond(List<PeerConfig> peers, int from) {
    return IntStream.range(0, peers.size())
        .filter(i -> i % 2 == from)
        .mapToObj(peers::get)
        .toList();
  }

  /** A config without an endpoint keeps the old endpoint; so every new config here has one. */
  @Test
  void peersThatAreThereBecomeWhatTheirNewConfigSays() throws Exception {
    int count = 108;
    assertThat(store.install(Peers.mixed(count))).isEqualTo(BatchResult.SUCCESS);
    List<PeerConfig> changed =
        IntStream.range(0, count).mapToObj(RoundTripKernelIT::changed).toList();

    assertThat(store.install(changed)).isEqualTo(BatchResult.SUCCESS);

    assertThat(gateway.wg().dump().peers())
        .isEqualTo(changed.stream().map(Judge::expected).toList());
  }

  /** Returns the settings of a peer of another kind, which does not exist. */
  private static PeerConfig changed(int i) {
    PeerConfig other = Peers.mixedPeer(i + 1_031);
    PeerConfig.Builder changed =
        PeerConfig.builder(Peers.mixedPeer(i).publicKey())
            .allowedIps(other.allowedIps())
            .persistentKeepaliveSeconds(other.persistentKeepaliveSeconds())
            .endpoint(other.endpoint().orElse(new InetSocketAddress(Peers.ipv4(203, i), 51820)));
    other.presharedKey().ifPresent(changed::presharedKey);
    return changed.build();
  }

  @Test
  void installingTheSameAgainChangesNothing() throws Exception {
    List<PeerConfig> peers = Peers.mixed(200);
    store.install(peers);
    WireGuardDump before = gateway.wg().dump();

    assertThat(store.install(peers)).isEqualTo(BatchResult.SUCCESS);

    assertThat(gateway.wg().dump()).isEqualTo(before);
  }

  @Test
  void removingTheMissingSucceedsAmongTheOthers() throws Exception {
    store.install(Peers.plain(10));

    assertThat(store.remove(Peers.keys(Peers.plain(300)).subList(5, 300)))
        .isEqualTo(BatchResult.SUCCESS);

    assertThat(gateway.wg().dump().peers())
        .isEqualTo(Peers.plain(5).stream().map(Judge::expected).toList());
  }

  @Test
  void theInterfacesOwnKeyIsIgnored() throws Exception {
    PeerConfig own = PeerConfig.builder(Gateway.KEY.publicKey()).build();
    List<PeerConfig> others = Peers.plain(2);

    assertThat(store.install(List.of(others.get(0), own, others.get(1))))
        .isEqualTo(BatchResult.SUCCESS);
    assertThat(store.remove(List.of(own.publicKey()))).isEqualTo(BatchResult.SUCCESS);

    assertThat(Judge.keys(gateway.wg().dump())).isEqualTo(Peers.keys(others));
  }

  @Test
  void whatWasDoneIsCounted() throws StoreException {
    store.install(Peers.plain(30));
    store.remove(Peers.keys(Peers.plain(10)));
    Peers.list(store);
    Peers.list(store);

    assertThat(store.statistics()).isEqualTo(new NetlinkStoreStatistics(2, 0, 0, 30, 0, 10, 0, 0));
  }
}
