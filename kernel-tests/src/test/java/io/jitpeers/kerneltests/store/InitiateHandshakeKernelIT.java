package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks whether the kernel initiates a handshake on request, to a client that never sent. */
class InitiateHandshakeKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TwoEnds ends;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    ends = TwoEnds.create("initiate");
    store = ends.gateway().openStore();
  }

  @AfterEach
  void close() {
    ends.close();
  }

  private WireGuardDump.Peer client() {
    return ends.gateway().wg().dump().peer(TwoEnds.CLIENT);
  }

  private boolean isHandshakeDone() {
    return !client().latestHandshake().equals(Instant.EPOCH);
  }

  private interface Call {
    void make() throws StoreException;
  }

  /** Makes the kernel initiate, and checks that one initiation is sufficient. */
  private void assertInitiatesOnce(Call call) throws StoreException {
    try (FirstInitiations firsts = FirstInitiations.of(ends.gateway().namespace())) {
      call.make();
      firsts.awaitAnswer();
    }
    assertThat(Await.until(PATIENCE, this::isHandshakeDone)).isTrue();
  }

  private void assertKeepalive(int seconds) throws Exception {
    assertThat(client().persistentKeepaliveSeconds()).isEqualTo(seconds);
    assertThat(Peers.list(store).get(TwoEnds.CLIENT).persistentKeepaliveSeconds())
        .isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25, 65_535})
  void theKernelInitiatesAtOnce(int keepalive) throws Exception {
    PeerConfig peer = TwoEnds.clientPeer().build();
    store.install(List.of(peer));

    assertInitiatesOnce(
        () -> store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, keepalive));

    assertKeepalive(keepalive);
    // Nothing else has changed.
    assertThat(Peers.list(store).get(TwoEnds.CLIENT).allowedIps()).isEqualTo(peer.allowedIps());
    assertThat(Peers.list(store).get(TwoEnds.CLIENT).endpoint()).isEqualTo(TwoEnds.CLIENT_AT);
    ends.gateway().namespace().run("ping", "-c1", "-W90", TwoEnds.CLIENT_INSIDE);
  }

  /**
   * Because of the keepalive, the kernel tried to initiate when the peer was installed, but had no
   * endpoint; it does not try again within 5 s.
   */
  @Test
  void aPeerThatHadAKeepaliveIsInitiatedToByTheKernelsNextTry() throws Exception {
    store.install(List.of(TwoEnds.clientPeer().persistentKeepaliveSeconds(25).build()));

    store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 0);

    assertThat(Await.until(PATIENCE, this::isHandshakeDone)).isTrue();
    assertKeepalive(0);
  }

  /** So it is better not to need the trigger. */
  @Test
  void aPeerThatIsInstalledWithEndpointAndKeepaliveIsInitiatedToAtOnce() throws Exception {
    PeerConfig peer =
        TwoEnds.clientPeer().endpoint(TwoEnds.CLIENT_AT).persistentKeepaliveSeconds(25).build();

    assertInitiatesOnce(() -> store.install(List.of(peer)));

    assertKeepalive(25);
  }

  @Test
  void aPeerThatHasASessionIsSentAKeepaliveInIt() throws Exception {
    // An hour, so that the next keepalive is not due during the test.
    store.install(List.of(TwoEnds.clientPeer().persistentKeepaliveSeconds(3_600).build()));
    ends.pingGateway();
    PeerStatus before = Peers.list(store).get(TwoEnds.CLIENT);

    store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 3_600);

    assertThat(Await.until(PATIENCE, () -> client().txBytes() >= before.txBytes() + 32)).isTrue();
    assertThat(Peers.list(store).get(TwoEnds.CLIENT).latestHandshake())
        .isEqualTo(before.latestHandshake());
    assertKeepalive(3_600);
  }

  @Test
  void thePresharedKeyIsLeftAlone() throws Exception {
    PeerConfig peer = TwoEnds.clientPeer().presharedKey(TestKeys.presharedKey(1)).build();
    store.install(List.of(peer));

    store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 0);

    assertThat(client().presharedKey()).isEqualTo(peer.presharedKey());
  }

  @Test
  void theEndpointIsTheNewOne() throws Exception {
    store.install(
        List.of(TwoEnds.clientPeer().endpoint(new InetSocketAddress("192.0.2.99", 9)).build()));

    assertInitiatesOnce(() -> store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 0));
  }

  @Test
  void aPeerThatIsNotThereDoesNotComeBack() throws Exception {
    PeerConfig other = Peers.peer(7, "10.0.0.7/32");
    store.install(List.of(other));

    store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 25);

    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(other.publicKey());
  }

  @Test
  void anInterfaceThatIsDownSendsNothingAndTakesTheSettings() throws Exception {
    ends.gateway().wg().down();
    store.install(List.of(TwoEnds.clientPeer().build()));

    store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 25);

    assertKeepalive(25);
    assertThat(client().txBytes()).isZero();
  }
}
