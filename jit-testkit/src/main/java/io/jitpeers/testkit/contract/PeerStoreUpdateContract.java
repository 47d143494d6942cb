package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests that an update changes only existing peers, and only the fields that the update names. */
abstract class PeerStoreUpdateContract extends PeerStoreInstallContract {
  private static final InetSocketAddress ENDPOINT = new InetSocketAddress("192.0.2.7", 51820);

  private void installWhole() throws StoreException {
    installWhole("10.0.0.1/32", "10.1.0.0/16", "fd00::1/128");
  }

  private void installWhole(String... allowedIps) throws StoreException {
    installAll(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes(allowedIps))
            .presharedKey(presharedKey(1))
            .endpoint(ENDPOINT)
            .persistentKeepaliveSeconds(25)
            .build());
  }

  private void updateAll(PeerUpdate... updates) throws StoreException {
    assertThat(store().update(List.of(updates))).isEqualTo(BatchResult.SUCCESS);
  }

  private void assertWhole(PeerStatus peer, String... allowedIps) {
    assertThat(peer.allowedIps()).containsExactlyInAnyOrderElementsOf(prefixes(allowedIps));
    assertThat(peer.presharedKeyPresent()).isTrue();
    assertThat(peer.endpoint()).isEqualTo(ENDPOINT);
    assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(25);
  }

  @Test
  void updatesNothingThatIsNotNamed() throws Exception {
    installWhole();
    updateAll(PeerUpdate.builder(key(1)).build());
    assertWhole(status(listByKey(), 1), "10.0.0.1/32", "10.1.0.0/16", "fd00::1/128");
  }

  @Test
  void replacesTheAllowedIpsOfAnUpdateAlone() throws Exception {
    installWhole();
    updateAll(
        PeerUpdate.builder(key(1))
            .replaceAllowedIps(prefixes("10.0.0.2/32", "fd00::1/128"))
            .build());
    assertWhole(status(listByKey(), 1), "10.0.0.2/32", "fd00::1/128");

    updateAll(PeerUpdate.builder(key(1)).replaceAllowedIps(List.of()).build());
    assertWhole(status(listByKey(), 1));
  }

  @Test
  void addsAllowedIpsToThoseThatAreThere() throws Exception {
    installWhole();
    updateAll(
        PeerUpdate.builder(key(1)).addAllowedIps(prefixes("10.0.0.2/32", "10.0.0.1/32")).build());
    assertWhole(status(listByKey(), 1), "10.0.0.1/32", "10.0.0.2/32", "10.1.0.0/16", "fd00::1/128");
  }

  @Test
  void changesThePresharedKeyAlone() throws Exception {
    installWhole();
    updateAll(PeerUpdate.builder(key(1)).presharedKey(presharedKey(2)).build());
    assertWhole(status(listByKey(), 1), "10.0.0.1/32", "10.1.0.0/16", "fd00::1/128");

    updateAll(PeerUpdate.builder(key(1)).presharedKey(null).build());
    PeerStatus peer = status(listByKey(), 1);
    assertThat(peer.presharedKeyPresent()).isFalse();
    assertThat(peer.endpoint()).isEqualTo(ENDPOINT);
    assertThat(peer.allowedIps()).hasSize(3);
    assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(25);
  }

  @Test
  void changesEndpointAndKeepaliveAlone() throws Exception {
    InetSocketAddress moved = new InetSocketAddress("2001:db8::7", 7);
    installWhole();
    updateAll(PeerUpdate.builder(key(1)).endpoint(moved).build());
    assertThat(status(listByKey(), 1).endpoint()).isEqualTo(moved);
    assertThat(status(listByKey(), 1).persistentKeepaliveSeconds()).isEqualTo(25);

    updateAll(PeerUpdate.builder(key(1)).persistentKeepaliveSeconds(0).build());
    PeerStatus peer = status(listByKey(), 1);
    assertThat(peer.persistentKeepaliveSeconds()).isZero();
    assertThat(peer.endpoint()).isEqualTo(moved);
    assertThat(peer.allowedIps()).hasSize(3);
    assertThat(peer.presharedKeyPresent()).isTrue();
  }

  @Test
  void doesNotBringAPeerBackByAnUpdate() throws Exception {
    installAll(peer(2, "10.0.0.2/32"));
    updateAll(
        PeerUpdate.builder(key(1))
            .replaceAllowedIps(prefixes("10.0.0.1/32"))
            .presharedKey(presharedKey(1))
            .endpoint(ENDPOINT)
            .persistentKeepaliveSeconds(25)
            .build(),
        PeerUpdate.builder(key(2)).persistentKeepaliveSeconds(7).build());

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers).containsOnlyKeys(key(2));
    assertThat(status(peers, 2).persistentKeepaliveSeconds()).isEqualTo(7);
  }

  /** Other peers take over a peer's allowed IPs one by one, until the peer has none. */
  @Test
  void aPeerThatLosesAnAllowedIpKeepsAllElse() throws Exception {
    installWhole();
    installAll(peer(2, "10.0.0.1/32"));
    assertWhole(status(listByKey(), 1), "10.1.0.0/16", "fd00::1/128");

    updateAll(PeerUpdate.builder(key(2)).addAllowedIps(prefixes("10.1.0.0/16")).build());
    assertWhole(status(listByKey(), 1), "fd00::1/128");

    installAll(peer(3, "fd00::1/128"), peer(2));
    assertWhole(status(listByKey(), 1));

    updateAll(PeerUpdate.builder(key(1)).addAllowedIps(prefixes("10.0.0.1/32")).build());
    removeAll(key(3), key(2));
    assertWhole(status(listByKey(), 1), "10.0.0.1/32");
  }

  @Test
  void aPeerThatIsInstalledAgainWithOneAllowedIpLessHasAllElse() throws Exception {
    installWhole();
    installWhole("10.1.0.0/16", "fd00::1/128");
    assertWhole(status(listByKey(), 1), "10.1.0.0/16", "fd00::1/128");
  }

  @Test
  void anUpdateTakesTheAllZeroPresharedKeyForNone() throws Exception {
    installWhole();
    updateAll(
        PeerUpdate.builder(key(1))
            .presharedKey(PresharedKey.ofBytes(new byte[PresharedKey.LENGTH]))
            .build());
    assertThat(status(listByKey(), 1).presharedKeyPresent()).isFalse();
  }

  @Test
  void movesAnAllowedIpFromOnePeerToAnotherByUpdates() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "fd00::1/128"), peer(2, "10.0.0.2/32"));
    updateAll(
        PeerUpdate.builder(key(1)).replaceAllowedIps(prefixes("fd00::1/128")).build(),
        PeerUpdate.builder(key(2)).addAllowedIps(prefixes("10.0.0.1/32")).build());

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(status(peers, 1).allowedIps()).isEqualTo(prefixes("fd00::1/128"));
    assertThat(status(peers, 2).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.1/32", "10.0.0.2/32"));

    // An update moves an allowed IP that another peer holds, as an install does.
    updateAll(PeerUpdate.builder(key(1)).addAllowedIps(prefixes("10.0.0.2/32")).build());
    assertThat(status(listByKey(), 2).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void updatesManyAllowedIpsOfOnePeer() throws Exception {
    // This many allowed IPs do not fit in one netlink attribute (64 KiB). A store for the kernel
    // has to split them.
    List<IpPrefix> many =
        IntStream.range(0, 3_000)
            .mapToObj(i -> IpPrefix.parse("10.77." + (i >> 8) + "." + (i & 255) + "/32"))
            .toList();
    installAll(peer(1, "10.0.0.1/32"), peer(2, "10.0.0.2/32"));
    updateAll(
        PeerUpdate.builder(key(1)).replaceAllowedIps(many).build(),
        PeerUpdate.builder(key(2)).addAllowedIps(prefixes("10.0.0.3/32")).build());

    Set<IpPrefix> seen = new HashSet<>(status(listByKey(), 1).allowedIps());

    assertThat(seen).isEqualTo(new HashSet<>(many));
    assertThat(status(listByKey(), 2).allowedIps()).hasSize(2);
    updateAll(
        PeerUpdate.builder(key(9)).replaceAllowedIps(many).build(),
        PeerUpdate.builder(key(1)).replaceAllowedIps(prefixes("10.0.0.1/32")).build());
    assertThat(listByKey()).containsOnlyKeys(key(1), key(2));
    assertThat(status(listByKey(), 1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void ignoresAnUpdateOfTheDevicesOwnKeyAndTakesAnEmptyBatch() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    updateAll(PeerUpdate.builder(deviceKey()).replaceAllowedIps(prefixes("10.0.0.1/32")).build());
    updateAll();
    assertThat(listByKey()).containsOnlyKeys(key(1));
    assertThat(status(listByKey(), 1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }
}
