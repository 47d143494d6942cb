package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DryRunStoreTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.2", 51820);

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final CapturedLog logged = CapturedLog.of(DryRunStore.class);
  private DryRunStore store;

  @BeforeEach
  void open() {
    kernel.addDevice("wg0", PrivateKey.generate(RANDOM), 51820);
    store = new DryRunStore(NetlinkTestKit.store(kernel, "wg0"));
  }

  @AfterEach
  void close() {
    store.close();
    logged.close();
  }

  private static PeerConfig peer() {
    return PeerConfig.builder(PrivateKey.generate(RANDOM).publicKey())
        .allowedIp(IpPrefix.parse("10.0.0.2/32"))
        .build();
  }

  private List<PublicKey> listed() throws StoreException {
    List<PeerStatus> peers = new ArrayList<>();
    store.list(peers::add);
    return peers.stream().map(PeerStatus::publicKey).toList();
  }

  @Test
  void nothingIsInstalledAndItSaysSoOnceAPeer() throws StoreException {
    PeerConfig peer = peer();

    assertThat(store.install(List.of(peer)).failures().get(peer.publicKey()))
        .hasMessage(DryRunStore.REASON);
    store.install(List.of(peer));

    assertThat(listed()).isEmpty();
    assertThat(logged.lines(Level.INFO))
        .containsExactly(
            "INFO would install a peer interface=wg0 peer="
                + peer.publicKey()
                + " allowed_ips=[10.0.0.2/32]");
  }

  @Test
  void nothingIsRemoved() throws StoreException {
    PeerConfig peer = peer();
    try (var real = NetlinkTestKit.store(kernel, "wg0")) {
      real.install(List.of(peer));
    }

    assertThat(store.remove(List.of(peer.publicKey())).failures())
        .containsOnlyKeys(peer.publicKey());

    assertThat(listed()).containsExactly(peer.publicKey());
    assertThat(logged.lines(Level.INFO)).singleElement().asString().contains("would remove a peer");
  }

  /** Else the kernel would send packets to somebody. */
  @Test
  void noHandshakeIsInitiated() {
    assertThat(store.initiatesHandshakes()).isFalse();
    assertThatThrownBy(() -> store.initiateHandshake(peer().publicKey(), CLIENT, 0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void itCanLookOnBesideAGateway() throws StoreException {
    try (var gateway = NetlinkTestKit.store(kernel, "wg0")) {
      gateway.claim();

      store.claim();

      assertThat(store.device().name()).isEqualTo("wg0");
    }
  }
}
