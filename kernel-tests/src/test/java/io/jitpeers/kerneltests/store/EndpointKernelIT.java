package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that are valid only together with an interface, and addresses of both families. */
class EndpointKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TwoEnds ends;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    ends = TwoEnds.create("address");
    store = ends.gateway().openStore();
  }

  @AfterEach
  void close() {
    ends.close();
  }

  private int wireIndex() {
    return Integer.parseInt(ends.gateway().namespace().attribute("eth0", "ifindex"));
  }

  private InetSocketAddress linkLocal(String address, int port) throws Exception {
    byte[] bytes = InetAddress.getByName(address).getAddress();
    return new InetSocketAddress(Inet6Address.getByAddress(null, bytes, wireIndex()), port);
  }

  /** Compares what equals does not compare. */
  private static int scope(PeerStatus status) {
    return ((Inet6Address) status.endpoint().getAddress()).getScopeId();
  }

  @Test
  void aLinkLocalEndpointKeepsItsScope() throws Exception {
    InetSocketAddress endpoint = linkLocal("fe80::99", 7);
    store.install(List.of(TwoEnds.clientPeer().endpoint(endpoint).build()));

    assertThat(ends.gateway().wg().dump().peer(TwoEnds.CLIENT).endpoint())
        .contains("[fe80::99%eth0]:7");
    PeerStatus status = Peers.list(store).get(TwoEnds.CLIENT);
    assertThat(status.endpoint()).isEqualTo(endpoint);
    assertThat(scope(status)).isEqualTo(wireIndex());
  }

  @Test
  void aScopeThatWgSetIsRead() throws Exception {
    ends.gateway().wg().set("peer", TwoEnds.CLIENT.toBase64(), "endpoint", "[fe80::99%eth0]:7");

    PeerStatus status = Peers.list(store).get(TwoEnds.CLIENT);

    assertThat(status.endpoint()).isEqualTo(linkLocal("fe80::99", 7));
    assertThat(scope(status)).isEqualTo(wireIndex());
  }

  /** The listed endpoint is usable: the kernel sends to it. */
  @Test
  void aClientThatRoamsToALinkLocalAddressIsSeenThereAndIsInitiatedTo() throws Exception {
    addLinkLocal();
    ends.clientWg()
        .set("peer", Gateway.KEY.publicKey().toBase64(), "endpoint", "[fe80::1%eth0]:51820");
    store.install(List.of(TwoEnds.clientPeer().build()));
    ends.pingGateway();

    PeerStatus seen = Peers.list(store).get(TwoEnds.CLIENT);
    assertThat(seen.endpoint()).isEqualTo(linkLocal("fe80::2", TwoEnds.CLIENT_AT.getPort()));
    assertThat(scope(seen)).isEqualTo(wireIndex());

    store.remove(List.of(TwoEnds.CLIENT));
    store.install(List.of(TwoEnds.clientPeer().build()));
    store.initiateHandshake(TwoEnds.CLIENT, seen.endpoint(), 0);
    assertThat(Await.until(PATIENCE, this::isHandshakeDone)).isTrue();
  }

  private void addLinkLocal() {
    ends.gateway().namespace().addAddress("eth0", "fe80::1/64");
    ends.client().addAddress("eth0", "fe80::2/64");
  }

  private boolean isHandshakeDone() {
    return ends.gateway().wg().dump().peer(TwoEnds.CLIENT).rxBytes() > 0;
  }

  /** The JDK would convert these to IPv4 addresses. */
  @Test
  void addressesThatAreMappedStayWhatTheyAre() throws Exception {
    PeerConfig other = Peers.peer(7, "192.0.2.0/24");
    store.install(List.of(other));
    String key = TestKeys.publicKey(8).toBase64();
    ends.gateway()
        .wg()
        .set(
            "peer",
            key,
            "endpoint",
            "[::ffff:192.0.2.99]:7",
            "allowed-ips",
            "::ffff:192.0.2.0/120");

    PeerStatus status = Peers.list(store).get(TestKeys.publicKey(8));

    assertThat(status.endpoint().getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(status.allowedIps()).hasSize(1);
    assertThat(status.allowedIps().get(0).isIpv6()).isTrue();
    assertThat(status.allowedIps().get(0).length()).isEqualTo(120);
    assertThat(Peers.list(store).get(other.publicKey()).allowedIps()).isEqualTo(other.allowedIps());
    // The endpoint was written back unchanged.
    store.install(
        List.of(
            PeerConfig.builder(status.publicKey())
                .allowedIps(status.allowedIps())
                .endpoint(status.endpoint())
                .build()));
    assertThat(Peers.list(store).get(status.publicKey())).isEqualTo(status);
  }
}
