package io.jitpeers.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.fleet.HeldPeers.Next;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldPeersTest {
  private static final PublicKey KEY = PublicKey.ofHex("01".repeat(32));
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40_000);
  private static final Tai64n LATEST = Tai64n.of(-1, -1);

  private final ManualTime time = new ManualTime();
  private final HeldPeers peers = new HeldPeers("a", time);

  private static Tai64n at(int seconds) {
    return Tai64n.of((1L << 62) + seconds, 0);
  }

  private static PeerLocation atB(Tai64n timestamp) {
    return new PeerLocation(KEY, "b", timestamp, CLIENT, List.of());
  }

  /** A handshake completes now, and a listing shows it. */
  private Next completes() {
    time.advance(Duration.ofSeconds(5));
    PeerStatus status = new PeerStatus(KEY, false, CLIENT, time.wallTime(), 0, 0, 0, List.of());
    return peers.listed(KEY, new IpPrefix[0], status);
  }

  private Tai64n claimed() {
    return peers.wanted(KEY).location().timestamp();
  }

  @Test
  void aHandshakeConfirmsTheInitiationBeforeIt() {
    peers.installed(KEY, at(1));
    assertThat(peers.wanted(KEY)).as("no session").isNull();
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isEqualTo(at(1));
    assertThat(peers.wanted(KEY).location().endpoint()).isEqualTo(CLIENT);
  }

  /** The kernel answers an initiation of a resident peer before it is opened here. */
  @Test
  void anInitiationThatIsOpenedABitLateIsConfirmedToo() {
    peers.installed(KEY, at(1));
    assertThat(completes()).isEqualTo(Next.CLAIM);
    time.advance(Duration.ofMinutes(2));
    PeerStatus status = new PeerStatus(KEY, false, CLIENT, time.wallTime(), 0, 0, 0, List.of());
    time.advance(Duration.ofMillis(900));
    peers.initiated(KEY, at(2), true);
    assertThat(peers.listed(KEY, new IpPrefix[0], status)).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isEqualTo(at(2));
  }

  /** A recording of a handshake at B, which is newer than the handshake that a listing shows. */
  @Test
  void aLaterInitiationIsNotConfirmedByAnEarlierHandshake() {
    peers.installed(KEY, at(1));
    PeerStatus status = new PeerStatus(KEY, false, CLIENT, time.wallTime(), 0, 0, 0, List.of());
    time.advance(Duration.ofSeconds(6));
    peers.initiated(KEY, at(7), true);
    assertThat(peers.listed(KEY, new IpPrefix[0], status)).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isEqualTo(at(1));
  }

  @Test
  void aLaterHandshakeFollowsOnce() {
    peers.installed(KEY, at(1));
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(peers.refused(atB(at(9)), true)).isEqualTo(Next.CLAIM);
    assertThat(claimed().isAfter(at(9))).isTrue();
    assertThat(peers.refused(atB(at(99)), true)).as("again").isEqualTo(Next.LEAVE);
  }

  @Test
  void nothingFollowsTheLatestTimestamp() {
    peers.installed(KEY, at(1));
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(peers.refused(atB(LATEST), true)).isEqualTo(Next.LEAVE);
  }

  @Test
  void aLaterHandshakeFollowsALocationWithoutTimestamp() {
    peers.installed(KEY, null);
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isNull();
    assertThat(peers.refused(atB(null), true)).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isNotNull();
  }

  @Test
  void anInitiationOfAPeerThatWasFoundIsAwaited() {
    assertThat(peers.initiated(KEY, at(3), false)).as("not here").isEqualTo(Next.NOTHING);
    assertThat(peers.initiated(KEY, at(3), true)).isEqualTo(Next.AWAIT);
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isEqualTo(at(3));
  }

  @Test
  void aPeerThatWasFoundWithASessionIsClaimed() {
    assertThat(completes()).isEqualTo(Next.CLAIM);
    assertThat(claimed()).isNull();
  }

  @Test
  void theAgeOfAHandshakeDoesNotFollowTheWallClock() {
    peers.installed(KEY, at(1));
    assertThat(completes()).isEqualTo(Next.CLAIM);
    time.advance(Duration.ofMinutes(1));
    time.stepWallClock(Duration.ofSeconds(-50));
    assertThat(peers.wanted(KEY).sinceHandshake()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aPeerLeavesOnce() {
    peers.installed(KEY, at(1));
    completes();
    peers.accepted(KEY);
    assertThat(peers.located()).isOne();
    assertThat(peers.moved(atB(at(9)))).isEqualTo(Next.LEAVE);
    assertThat(peers.located()).isZero();
    assertThat(peers.moved(atB(at(10)))).isEqualTo(Next.NOTHING);
    assertThat(peers.isLeaving(KEY)).isTrue();
    assertThat(peers.left(KEY)).as("another gateway has the location").isEqualTo(Next.NOTHING);
    peers.installed(KEY, null);
    completes();
    assertThat(claimed().isAfter(at(1))).as("the timestamp is remembered").isTrue();
  }

  @Test
  void aPeerThatLeftDuringItsClaimIsTakenBack() {
    peers.installed(KEY, at(1));
    completes();
    assertThat(peers.left(KEY)).isEqualTo(Next.NOTHING);
    assertThat(peers.accepted(KEY)).isEqualTo(Next.CLAIM);
    assertThat(peers.wanted(KEY)).isNull();
  }
}
