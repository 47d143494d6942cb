package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResidentRecordTest {
  private static final long ANSWER = 15;

  private static ResidentRecord record(PeerOrigin origin, String... held) {
    IpPrefix[] prefixes = prefixes(held).toArray(IpPrefix[]::new);
    return new ResidentRecord(key(1), origin, prefixes, 100);
  }

  private static PeerStatus listed(String... prefixes) {
    return status(key(1), 0, 0, 0, prefixes(prefixes));
  }

  private static ResidentRecord provisioned() {
    return record(PeerOrigin.PROVISIONED, "10.0.0.1/32");
  }

  /** The install answers the first one; who comes again within the time was not answered. */
  @ParameterizedTest
  @CsvSource({"101, true", "115, true", "116, false"})
  void whoComesAgainWithinTheTimeWasNotAnswered(long again, boolean unanswered) {
    assertThat(provisioned().initiationSeen(again, 1, ANSWER)).isEqualTo(unanswered);
  }

  @Test
  void aHandshakeSinceIsAnAnswer() {
    ResidentRecord peer = provisioned();
    peer.update(status(1, 5, 0, 0), 100, 0, new TrafficTotals());
    assertThat(peer.initiationSeen(105, 1, ANSWER)).isFalse();
    assertThat(peer.initiationSeen(106, 1, ANSWER)).as("none since").isTrue();
  }

  @Test
  void whoseInitiationWasWithheldIsNotUnanswered() {
    ResidentRecord peer = provisioned();
    peer.initiationWithheld(true);
    assertThat(peer.initiationSeen(101, 1, ANSWER)).isFalse();
    assertThat(peer.initiationSeen(102, 1, ANSWER)).as("that one was passed on").isTrue();
    peer.initiationWithheld(true);
    peer.initiationWithheld(false);
    assertThat(peer.initiationSeen(103, 1, ANSWER)).isTrue();
  }

  @Test
  void aFoundPeerWasNotHeardOf() {
    ResidentRecord found = record(PeerOrigin.FOREIGN, "10.0.0.1/32");
    assertThat(found.initiatedWithin(100, 1_000)).isFalse();
    assertThat(found.initiationSeen(101, 1, ANSWER)).isFalse();
    assertThat(found.initiatedWithin(110, 10)).isTrue();
    assertThat(found.initiatedWithin(111, 10)).isFalse();
  }

  @Test
  void otherAllowedIpsAreToldOnceForEachInstall() {
    ResidentRecord peer = provisioned();
    assertThat(peer.isAltered()).isFalse();
    assertThat(peer.altered()).isTrue();
    assertThat(peer.altered()).isFalse();
    assertThat(peer.isAltered()).isTrue();
    peer.changed(2);
    assertThat(peer.isAltered()).isFalse();
    assertThat(peer.altered()).as("told before").isFalse();
    peer.unsure();
    assertThat(peer.isAltered()).isTrue();
    peer.installedAgain(200, 3);
    assertThat(peer.isAltered()).isFalse();
    assertThat(peer.altered()).isTrue();
  }

  @Test
  void holdsWhatItHoldsInAnyOrder() {
    ResidentRecord one = provisioned();
    assertThat(one.holdsJust(listed("10.0.0.1/32"))).isTrue();
    assertThat(one.holdsJust(listed("10.0.0.2/32"))).isFalse();
    assertThat(one.holdsJust(listed("10.0.0.1/32", "10.0.0.2/32"))).isFalse();
    assertThat(one.holdsJust(listed())).isFalse();
    assertThat(one.held()).containsExactly(prefixes("10.0.0.1/32").get(0));

    ResidentRecord two = record(PeerOrigin.PROVISIONED, "10.0.0.1/32", "10.0.0.2/32");
    assertThat(two.holdsJust(listed("10.0.0.2/32", "10.0.0.1/32"))).isTrue();
    assertThat(two.holdsJust(listed("10.0.0.2/32"))).isFalse();
    assertThat(two.holdsJust(listed("10.0.0.2/32", "10.0.0.1/32", "10.0.0.1/32"))).isTrue();
    assertThat(two.holdsJust(listed("10.0.0.2/32", "10.0.0.1/32", "10.0.0.3/32"))).isFalse();
    assertThat(record(PeerOrigin.PROVISIONED).holdsJust(listed())).isTrue();
    assertThat(record(PeerOrigin.PROVISIONED).holdsJust(listed("10.0.0.2/32"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/32",
        "0.0.0.0/0",
        "255.0.0.0/8",
        "fd00::1/128",
        "10.0.0.1/32 fd00::1/128",
        "fd00::1/128 10.0.0.1/32 10.1.0.0/16",
        ""
      })
  void packsAnyAllowedIps(String text) {
    String[] texts = text.isEmpty() ? new String[0] : text.split(" ");
    ResidentRecord peer = record(PeerOrigin.PROVISIONED, texts);
    for (int time = 0; time < 2; time++) {
      assertThat(peer.held()).containsExactlyElementsOf(prefixes(texts));
      assertThat(peer.holdsJust(listed(texts))).isTrue();
      assertThat(walk(peer)).containsExactlyElementsOf(prefixes(texts));
      for (String other : List.of("10.0.0.0/31", "10.0.0.2/32", "a00:1::/32", "::/0")) {
        assertThat(peer.holdsJust(listed(other))).isFalse();
      }
      peer.hold(prefixes("192.0.2.1/32").toArray(IpPrefix[]::new));
      peer.hold(prefixes(texts).toArray(IpPrefix[]::new));
    }
  }

  private static List<IpPrefix> walk(ResidentRecord peer) {
    List<IpPrefix> walked = new ArrayList<>();
    for (int at = 0; at < peer.end(); at = peer.next(at)) {
      walked.add(
          IpPrefix.ofBits(peer.isIpv6(at), peer.highBits(at), peer.lowBits(at), peer.length(at)));
    }
    return walked;
  }

  /** The origin, the absence and the flags share a byte. */
  @Test
  void theOriginAndTheAbsencesDoNotDisturbEachOther() {
    ResidentRecord peer = provisioned();
    assertThat(peer.absent()).isEqualTo(1);
    assertThat(peer.altered()).isTrue();
    for (PeerOrigin origin : PeerOrigin.values()) {
      peer.origin(origin);
      assertThat(peer.origin()).isEqualTo(origin);
      assertThat(peer.isForeign()).isEqualTo(origin == PeerOrigin.FOREIGN);
    }
    assertThat(peer.absent()).isEqualTo(2);
    assertThat(peer.absent()).isEqualTo(2);
    assertThat(peer.isForeign()).isTrue();
    peer.present();
    assertThat(peer.absent()).isEqualTo(1);
    assertThat(peer.isForeign()).isTrue();
    assertThat(peer.isAltered()).isTrue();
    assertThat(peer.isEstablished()).isFalse();
  }

  /** Whichever clock says sooner; the wall clock's seconds are rounded up. */
  @Test
  void expiresByEitherClock() {
    ResidentRecord peer = provisioned();
    assertThat(peer.untilExpiry(1_000, 1_000)).isEqualTo(Long.MAX_VALUE);
    Instant wall = Instant.ofEpochSecond(50, 1);
    assertThat(peer.expires(7_000_000_000L, wall)).isTrue();
    assertThat(peer.expires(8_000_000_000L, Instant.ofEpochSecond(51))).as("as before").isFalse();
    assertThat(peer.untilExpiry(1_000_000_000L, 40)).isEqualTo(7_000_000_000L);
    assertThat(peer.untilExpiry(1_000_000_000L, 49)).isEqualTo(2_000_000_000L);
    assertThat(peer.untilExpiry(1_000_000_000L, 52)).isEqualTo(-1_000_000_000L);
    assertThat(peer.expires(9_000_000_000L, null)).isTrue();
    assertThat(peer.untilExpiry(1_000_000_000L, 1_000)).isEqualTo(8_000_000_000L);
    assertThat(peer.expires(ResidentRecord.NO_EXPIRY, null)).isFalse();
  }

  @Test
  void aSnapshotTellsAges() {
    ResidentRecord peer = provisioned();
    peer.update(status(1, 5, 1_000_000, 0), 110, 10, new TrafficTotals());
    ResidentView view = (ResidentView) peer.snapshot(117, 0, true);

    assertThat(view.sinceInstalled().toNanos()).isEqualTo(17);
    assertThat(view.idle().toNanos()).isEqualTo(7);
    assertThat(view.sinceHandshake().toNanos()).isEqualTo(7);
    assertThat(peer.handshakeStamp()).isEqualTo(ListedPeer.stampOf(1_700_000_005L, 0));
    assertThat(peer.handshakeStamp()).isNotZero();
  }

  @Test
  void aHandshakeAtTheEpochIsOneToo() {
    assertThat(status(1, 0, 0, 0).handshakeStamp()).isZero();
    assertThat(ListedPeer.stampOf(0, 0)).isNotZero();
    assertThat(ResidentRecord.instantOf(ListedPeer.stampOf(3, 4)))
        .isEqualTo(Instant.ofEpochSecond(3, 4));
    assertThat(ResidentRecord.instantOf(0)).isNull();
  }

  /** A listing that began before an install may lack the peer; a change adds nobody. */
  @Test
  void onlyAnInstallExcusesAnAbsence() {
    ResidentRecord peer = provisioned();
    peer.installedAgain(100, 3);
    assertThat(peer.mayBeInstalledAfter(3)).isTrue();
    assertThat(peer.mayBeInstalledAfter(4)).isFalse();
    peer.changed(3);
    assertThat(peer.mayBeInstalledAfter(3)).as("installed, then changed").isTrue();
    peer.changed(4);
    peer.changed(4);
    assertThat(peer.mayBeInstalledAfter(4)).as("changed twice").isFalse();
    peer.installedAgain(200, 4);
    assertThat(peer.mayBeInstalledAfter(4)).as("changed, then installed").isTrue();
  }

  @Test
  void isNotElsewhereWithoutAnEndpoint() {
    ResidentRecord peer = provisioned();
    assertThat(peer.isElsewhere(listed("10.0.0.1/32"))).isFalse();
  }

  /** So many are compared in another way than few. */
  @Test
  void holdsManyInAnyOrder() {
    List<IpPrefix> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(Peers.ip(i));
    }
    ResidentRecord peer =
        new ResidentRecord(key(1), PeerOrigin.FOREIGN, many.toArray(IpPrefix[]::new), 0);
    Collections.reverse(many);
    assertThat(peer.holdsJust(status(key(1), 0, 0, 0, many))).isTrue();
    many.set(50, Peers.ip(1_000));
    assertThat(peer.holdsJust(status(key(1), 0, 0, 0, many))).isFalse();
  }
}
