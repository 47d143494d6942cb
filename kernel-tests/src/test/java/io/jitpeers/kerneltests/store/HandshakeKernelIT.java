package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store's data about a peer with real traffic. */
class HandshakeKernelIT {
  private TwoEnds ends;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    ends = TwoEnds.create("talk");
    store = ends.gateway().openStore();
  }

  @AfterEach
  void close() {
    ends.close();
  }

  private WireGuardDump.Peer byWg() {
    return ends.gateway().wg().dump().peer(TwoEnds.CLIENT);
  }

  private PeerStatus byStore() throws Exception {
    return Peers.list(store).get(TwoEnds.CLIENT);
  }

  @Test
  void aPeerThatWasInstalledIsTalkedToAndItsStatusIsWhatWgShows() throws Exception {
    Instant begin = WallClock.now();
    store.install(List.of(TwoEnds.clientPeer().build()));

    ends.pingGateway();
    // It sends nothing more, such as a keepalive.
    ends.clientWg().down();

    WireGuardDump.Peer shown;
    PeerStatus status;
    do {
      // On a slow machine the gateway initiates meanwhile, because it hears nothing for 15 s.
      shown = byWg();
      status = byStore();
    } while (!byWg().equals(shown));
    assertThat(Judge.listed(status, shown.presharedKey())).isEqualTo(shown);
    assertThat(status.endpoint()).isEqualTo(TwoEnds.CLIENT_AT);
    // An initiation of 148 bytes and a ping of 128; a response of 92 bytes and a ping.
    assertThat(status.rxBytes()).isGreaterThanOrEqualTo(276);
    assertThat(status.txBytes()).isGreaterThanOrEqualTo(220);
    // The kernel's coarse clock may be a tick behind.
    assertThat(status.latestHandshake()).isBetween(begin.minusMillis(50), WallClock.now());
  }

  /** Race rule 3: an unchanged config is not sent; but if it is, it must not break a session. */
  @Test
  void installingAgainKeepsTheSession() throws Exception {
    PeerConfig peer = TwoEnds.clientPeer().build();
    store.install(List.of(peer));
    ends.pingGateway();
    PeerStatus before = byStore();

    store.install(List.of(peer));

    PeerStatus after = byStore();
    assertThat(after.endpoint()).isEqualTo(before.endpoint());
    assertThat(after.allowedIps()).isEqualTo(before.allowedIps());
    assertThat(after.rxBytes()).isGreaterThanOrEqualTo(before.rxBytes());
    ends.pingGateway();
    assertThat(byStore().latestHandshake())
        .isEqualTo(after.latestHandshake())
        .isEqualTo(before.latestHandshake());
    assertThat(byStore().rxBytes()).isGreaterThanOrEqualTo(before.rxBytes() + 128);
  }

  @Test
  void aPeerThatWasRemovedAndInstalledAgainBeginsAtZero() throws Exception {
    PeerConfig peer = TwoEnds.clientPeer().build();
    store.install(List.of(peer));
    ends.pingGateway();

    store.remove(List.of(TwoEnds.CLIENT));
    store.install(List.of(peer));

    assertThat(Judge.listed(byStore(), byWg().presharedKey()))
        .isEqualTo(Judge.expected(peer))
        .isEqualTo(byWg());
  }

  @Test
  void aWrongPresharedKeyKeepsTheHandshakeFromBeingDone() throws Exception {
    store.install(List.of(TwoEnds.clientPeer().presharedKey(TestKeys.presharedKey(1)).build()));

    try (FirstInitiations firsts = FirstInitiations.of(ends.client())) {
      ends.knock();

      // The initiation does not depend on the preshared key, so it is answered; but the answer
      // cannot be used.
      firsts.awaitAnswer();
      // The kernel counts an initiation after it has sent the answer.
      assertThat(Await.until(Duration.ofMinutes(2), () -> byWg().rxBytes() > 0)).isTrue();
      assertThat(byStore().rxBytes()).isEqualTo(148);
      assertThat(byStore().txBytes()).isEqualTo(92);
      assertThat(byStore().latestHandshake()).isNull();
      assertThat(byWg().latestHandshake()).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  void thePersistentKeepaliveOfAConfigIsKept() throws Exception {
    store.install(List.of(TwoEnds.clientPeer().persistentKeepaliveSeconds(1).build()));
    ends.pingGateway();
    long sent = byStore().txBytes();

    assertThat(Await.until(Duration.ofMinutes(2), () -> byWg().txBytes() >= sent + 32)).isTrue();
  }
}
