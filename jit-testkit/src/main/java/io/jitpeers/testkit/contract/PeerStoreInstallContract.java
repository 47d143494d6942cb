package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Tests that a store installs exactly the given configs, and moves allowed IPs as the kernel does.
 */
abstract class PeerStoreInstallContract extends PeerStoreFixture {
  @Test
  void givesBackWhatWasInstalled() throws Exception {
    InetSocketAddress ipv4 = new InetSocketAddress("192.0.2.7", 51820);
    InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::7", 1);
    installAll(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "10.1.0.0/16", "fd00::1/128", "fd00:1::/64"))
            .endpoint(ipv4)
            .presharedKey(presharedKey(1))
            .persistentKeepaliveSeconds(25)
            .build(),
        PeerConfig.builder(key(2)).allowedIps(prefixes("0.0.0.0/0", "::/0")).endpoint(ipv6).build(),
        PeerConfig.builder(key(3)).persistentKeepaliveSeconds(65_535).build());

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers).containsOnlyKeys(key(1), key(2), key(3));
    PeerStatus first = status(peers, 1);
    assertThat(first.allowedIps())
        .containsExactlyInAnyOrderElementsOf(
            prefixes("10.0.0.1/32", "10.1.0.0/16", "fd00::1/128", "fd00:1::/64"));
    assertThat(first.endpoint()).isEqualTo(ipv4);
    assertThat(first.presharedKeyPresent()).isTrue();
    assertThat(first.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(first.latestHandshake()).isNull();
    assertThat(first.rxBytes()).isZero();
    PeerStatus second = status(peers, 2);
    assertThat(second.allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("0.0.0.0/0", "::/0"));
    assertThat(second.endpoint()).isEqualTo(ipv6);
    assertThat(second.presharedKeyPresent()).isFalse();
    assertThat(second.persistentKeepaliveSeconds()).isZero();
    PeerStatus third = status(peers, 3);
    assertThat(third.allowedIps()).isEmpty();
    assertThat(third.endpoint()).isNull();
    assertThat(third.persistentKeepaliveSeconds()).isEqualTo(65_535);
  }

  @Test
  void takesARepeatedAllowedIpForOne() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "10.0.0.2/32", "10.0.0.1/32"));
    assertThat(status(listByKey(), 1).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.1/32", "10.0.0.2/32"));
  }

  @Test
  void replacesAllowedIps() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "10.0.0.2/32", "fd00::1/128"));
    installAll(peer(1, "10.0.0.2/32", "10.0.0.3/32"));
    assertThat(status(listByKey(), 1).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.2/32", "10.0.0.3/32"));

    installAll(peer(1));
    assertThat(status(listByKey(), 1).allowedIps()).isEmpty();
  }

  @Test
  void keepsManyAllowedIpsOfOnePeer() throws Exception {
    // This many allowed IPs do not fit in one netlink attribute (64 KiB). A store for the kernel
    // has to split them.
    List<IpPrefix> many =
        IntStream.range(0, 3_000)
            .mapToObj(i -> IpPrefix.parse("10.77." + (i >> 8) + "." + (i & 255) + "/32"))
            .toList();
    List<IpPrefix> wide =
        IntStream.range(0, 500)
            .mapToObj(i -> IpPrefix.parse("fd00:77:" + Integer.toHexString(i) + "::/48"))
            .toList();
    installAll(
        peer(1, "10.0.0.1/32"),
        PeerConfig.builder(key(2)).allowedIps(many).allowedIps(wide).build(),
        peer(3, "10.0.0.3/32"));

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers).containsOnlyKeys(key(1), key(2), key(3));
    Set<IpPrefix> all = new HashSet<>(many);
    all.addAll(wide);
    assertThat(status(peers, 2).allowedIps()).hasSize(all.size());
    assertThat(new HashSet<>(status(peers, 2).allowedIps())).isEqualTo(all);

    installAll(peer(2, "10.0.0.2/32"));
    assertThat(status(listByKey(), 2).allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void movesAnAllowedIpFromThePeerThatHeldExactlyIt() throws Exception {
    installAll(peer(1, "10.0.0.0/24", "10.0.0.1/32", "fd00::/64"));
    installAll(peer(2, "10.0.0.1/32", "fd00::1/128"));

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(status(peers, 1).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.0/24", "fd00::/64"));
    assertThat(status(peers, 2).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.1/32", "fd00::1/128"));
  }

  @Test
  void movesAnAllowedIpWithinOneBatch() throws Exception {
    installAll(peer(1, "10.0.0.1/32"), peer(2, "10.0.0.1/32"));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(status(peers, 1).allowedIps()).isEmpty();
    assertThat(status(peers, 2).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void freesTheAllowedIpsOfARemovedPeer() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    removeAll(key(1));
    installAll(peer(2, "10.0.0.1/32"), peer(1));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(status(peers, 1).allowedIps()).isEmpty();
    assertThat(status(peers, 2).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void ignoresTheDevicesOwnKey() throws Exception {
    installAll(
        peer(1, "10.0.0.1/32"),
        PeerConfig.builder(deviceKey()).allowedIps(prefixes("10.0.0.1/32")).build(),
        peer(2, "10.0.0.2/32"));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers).containsOnlyKeys(key(1), key(2));
    assertThat(status(peers, 1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void reportsOnlyThePresenceOfAPresharedKey() throws Exception {
    installAll(PeerConfig.builder(key(1)).presharedKey(presharedKey(1)).build());
    assertThat(status(listByKey(), 1).presharedKeyPresent()).isTrue();
    assertThat(status(listByKey(), 1).toString())
        .doesNotContain(Base64.getEncoder().encodeToString(presharedKey(1).toBytes()));

    installAll(peer(1));
    assertThat(status(listByKey(), 1).presharedKeyPresent()).isFalse();
  }

  @Test
  void takesTheAllZeroPresharedKeyForNone() throws Exception {
    installAll(PeerConfig.builder(key(1)).presharedKey(PresharedKey.ofBytes(new byte[32])).build());
    assertThat(status(listByKey(), 1).presharedKeyPresent()).isFalse();
  }

  @Test
  void leavesTheEndpointAloneWhenTheConfigHasNone() throws Exception {
    InetSocketAddress old = new InetSocketAddress("192.0.2.7", 1111);
    InetSocketAddress fresh = new InetSocketAddress("2001:db8::1", 2222);
    installAll(PeerConfig.builder(key(1)).endpoint(old).build());
    installAll(peer(1, "10.0.0.1/32"));
    assertThat(status(listByKey(), 1).endpoint()).isEqualTo(old);

    installAll(PeerConfig.builder(key(1)).endpoint(fresh).build());
    assertThat(status(listByKey(), 1).endpoint()).isEqualTo(fresh);

    removeAll(key(1));
    installAll(peer(1));
    assertThat(status(listByKey(), 1).endpoint()).isNull();
  }

  @Test
  void turnsTheKeepaliveOnAndOff() throws Exception {
    installAll(PeerConfig.builder(key(1)).persistentKeepaliveSeconds(25).build());
    assertThat(status(listByKey(), 1).persistentKeepaliveSeconds()).isEqualTo(25);
    installAll(PeerConfig.builder(key(1)).persistentKeepaliveSeconds(1).build());
    assertThat(status(listByKey(), 1).persistentKeepaliveSeconds()).isEqualTo(1);
    installAll(peer(1));
    assertThat(status(listByKey(), 1).persistentKeepaliveSeconds()).isZero();
  }
}
