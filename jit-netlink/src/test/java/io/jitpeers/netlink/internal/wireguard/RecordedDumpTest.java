package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.Recorded;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Decoding the recorded answers of a real kernel, compared with wg(8). */
class RecordedDumpTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");

  private static final String PRESHARED_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEpJVDI=";

  private final List<PeerStatus> seen = new ArrayList<>();

  @Test
  void readsThePeersThatWgShows() throws Exception {
    assertThat(list("get")).isTrue();

    List<String> lines = Recorded.text("get.wg-show-dump").lines().skip(1).toList();
    assertThat(seen.stream().map(RecordedDumpTest::asWgShows).toList()).isEqualTo(lines);
    assertThat(seen).hasSize(27);
    assertThat(seen.get(0).latestHandshake()).isNotNull();
    assertThat(seen.get(0).rxBytes()).isPositive();
    Inet6Address scoped = (Inet6Address) seen.get(2).endpoint().getAddress();
    assertThat(scoped.getScopeId()).isPositive();
    assertThat(scoped.getHostAddress()).startsWith("fe80:0:0:0:0:0:0:3%");
    // The kernel treats an IPv4-mapped address as an IPv6 address, and the listing must do so too.
    assertThat(seen.get(4).endpoint().getAddress()).isInstanceOf(Inet6Address.class);
  }

  @Test
  void readsTheDeviceThatWgShows() throws Exception {
    String[] fields = Recorded.text("get.wg-show-dump").lines().findFirst().get().split("\t", -1);
    try (WireGuardClient client = client("get")) {
      WireGuardDevice device = client.device(WG0);
      assertThat(device.name()).isEqualTo("wg0");
      assertThat(device.index()).isPositive();
      assertThat(device.listenPort()).isEqualTo(51820);
      assertThat(device.publicKey()).isEqualTo(PublicKey.ofBase64(fields[1]));
      assertThat(device.privateKey().publicKey()).isEqualTo(device.publicKey());
    }
  }

  @Test
  void readsADeviceThatHasNothing() throws Exception {
    try (WireGuardClient client = client("get-empty")) {
      WireGuardDevice device = client.device(WG0);
      assertThat(device.publicKey()).isNull();
      assertThat(device.privateKey()).isNull();
      assertThat(device.listenPort()).isZero();
    }
    assertThat(list("get-empty")).isTrue();
    assertThat(seen).isEmpty();
  }

  @Test
  void readsAllOfAPeerWhoseDeviceChangedMeanwhile() throws Exception {
    assertThat(list("get-interrupted")).isFalse();
    assertThat(seen).extracting(peer -> peer.allowedIps().size()).containsExactly(1, 200, 1);
  }

  @Test
  void dropsAPeerWhoseAllowedIpsWereCutByAChange() throws Exception {
    assertThat(list("get-split-changed")).isFalse();
    assertThat(seen).extracting(peer -> peer.allowedIps().size()).containsExactly(1, 1);
    assertThat(seen.get(1).allowedIps()).containsExactly(IpPrefix.parse("10.0.0.1/32"));
  }

  @Test
  void dropsAPeerThatWasRemovedHalfWayAndTheOneThatLostItsHeadToIt() throws Exception {
    assertThat(list("get-split-removed")).isFalse();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).allowedIps()).containsExactly(IpPrefix.parse("10.0.0.0/32"));
  }

  @Test
  void dropsAPeerThatWasCutBecauseTheOneBeforeItWasRemoved() throws Exception {
    assertThat(list("get-cursor-removed")).isFalse();
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).allowedIps()).containsExactly(IpPrefix.parse("10.0.0.0/32"));
  }

  @Test
  void saysWhatTheKernelRefused() {
    assertThatThrownBy(() -> list("get-enodev"))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("listing the peers of wg0: ENODEV (no such device)")
        .hasMessageContaining("there is no wg0 in this network namespace");
    assertThatThrownBy(() -> list("get-eopnotsupp"))
        .hasMessageContaining("EOPNOTSUPP")
        .hasMessageContaining("wg0 is not a WireGuard interface");
    assertThatThrownBy(() -> list("get-eperm"))
        .hasMessageContaining("EPERM")
        .hasMessageContaining("CAP_NET_ADMIN");
    ScriptedSocket absent = new ScriptedSocket();
    Recorded.datagrams("family-enoent").forEach(absent::recorded);
    WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(absent));
    assertThatThrownBy(() -> client.device(WG0))
        .hasMessageContaining("looking for the wireguard family of generic netlink: ENOENT")
        .hasMessageContaining("this kernel has no WireGuard");
  }

  private boolean list(String recording) throws NetlinkException {
    try (WireGuardClient client = client(recording)) {
      return client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()));
    }
  }

  private static WireGuardClient client(String recording) {
    return new WireGuardClient(ScriptedSocket.factory(Recorded.conversation(recording)));
  }

  private static String asWgShows(PeerStatus peer) {
    String allowedIps =
        peer.allowedIps().stream().map(RecordedDumpTest::text).collect(Collectors.joining(","));
    long handshake = peer.latestHandshake() == null ? 0 : peer.latestHandshake().getEpochSecond();
    int keepalive = peer.persistentKeepaliveSeconds();
    return String.join(
        "\t",
        peer.publicKey().toBase64(),
        peer.presharedKeyPresent() ? PRESHARED_KEY : "(none)",
        endpoint(peer),
        allowedIps.isEmpty() ? "(none)" : allowedIps,
        Long.toString(handshake),
        Long.toString(peer.rxBytes()),
        Long.toString(peer.txBytes()),
        keepalive == 0 ? "off" : Integer.toString(keepalive));
  }

  /** wg(8) writes IPv4-mapped addresses in dotted form. */
  private static String text(Object address) {
    return address.toString().replace("::ffff:c000:205", "::ffff:192.0.2.5");
  }

  private static String endpoint(PeerStatus peer) {
    InetSocketAddress endpoint = peer.endpoint();
    if (endpoint == null) {
      return "(none)";
    }
    String text = text(InetAddresses.toAddrString(endpoint.getAddress()));
    // wg(8) prints the scope as an interface name; only its index is known here.
    text = text.replaceAll("%.*", "%eth0");
    boolean ipv6 = endpoint.getAddress() instanceof Inet6Address;
    return (ipv6 ? "[" + text + "]" : text) + ":" + endpoint.getPort();
  }
}
