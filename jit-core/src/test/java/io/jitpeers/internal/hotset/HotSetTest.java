package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.internal.hotset.HotSet.Presence;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operations of the hot set that provisioning and the writer use. */
class HotSetTest {
  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);

  private ResidentPeer peer(int number) {
    return hotSet.find(key(number)).orElseThrow();
  }

  @Test
  void anInstalledPeerIsInProbation() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(7));
    assertThat(hotSet.view())
        .containsExactly(
            new ResidentView(
                key(1),
                PeerState.PROBATION,
                PeerOrigin.PROVISIONED,
                false,
                7_000_000_000L,
                ResidentView.NEVER,
                7_000_000_000L,
                0,
                0,
                Long.MAX_VALUE,
                0,
                0,
                null,
                (char) 0));
    assertThat(hotSet.size()).isEqualTo(1);
    assertThat(hotSet.contains(key(1))).isTrue();
  }

  @Test
  void aRemovedPeerIsGone() {
    hotSet.installed(config(1));
    assertThat(hotSet.removed(key(1))).isTrue();
    assertThat(hotSet.removed(key(1))).isFalse();
    assertThat(hotSet.find(key(1))).isEmpty();
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.ABSENT);
  }

  @Test
  void anInitiationAloneIsNoUse() {
    hotSet.installed(config(1));
    time.advance(Duration.ofMinutes(5));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
    time.advance(Duration.ofSeconds(3));
    assertThat(peer(1).idle()).isEqualTo(Duration.ofSeconds(303));
  }

  /** Race rule 7. */
  @Test
  void aClientThatInitiatesAgainWithin15SecondsIsNotAnswered() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(15));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);

    hotSet.installed(config(2));
    time.advance(Duration.ofSeconds(15).plusNanos(1));
    assertThat(hotSet.initiationSeen(key(2))).isEqualTo(Presence.RESIDENT);
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(2))).isEqualTo(Presence.UNANSWERED);
  }

  @Test
  void anUnansweredClientIsReportedOnceAMinute() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);
    for (int i = 0; i < 11; i++) {
      time.advance(Duration.ofSeconds(5));
      assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
    }
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);
  }

  @Test
  void aClientWhoseHandshakeWasSeenInBetweenIsAnswered() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(3));
    hotSet.beginListing().accept(Peers.status(1, 3, 148, 92));
    time.advance(Duration.ofSeconds(3));
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
  }

  @Test
  void beingInstalledAgainKeepsTheStateAndTakesTheNewConfig() {
    hotSet.installed(config(1, "10.0.0.1", "10.0.0.2"));
    time.advance(Duration.ofSeconds(1));
    hotSet.beginListing().accept(Peers.status(1, 3, 148, 92));
    time.advance(Duration.ofSeconds(9));
    Instant expiry = time.wallTime().plusSeconds(60);
    hotSet.installed(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.2", "10.0.0.3"))
            .expiresAt(expiry)
            .build());
    assertThat(peer(1).state()).isEqualTo(PeerState.ESTABLISHED);
    assertThat(peer(1).sinceInstalled()).isEqualTo(Duration.ofSeconds(10));
    assertThat(peer(1).sinceHandshake()).isEqualTo(Duration.ofSeconds(9));
    assertThat(peer(1).untilExpiry()).isEqualTo(Duration.ofMinutes(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.1"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.3"))).isNotNull();
    hotSet.installed(config(1));
    assertThat(peer(1).untilExpiry()).isNull();
  }

  @Test
  void expiryIsByWhicheverClockSaysSooner() {
    hotSet.installed(
        PeerConfig.builder(key(1)).expiresAt(time.wallTime().plusSeconds(100)).build());
    time.stepWallClock(Duration.ofHours(-5));
    time.advance(Duration.ofSeconds(130));
    assertThat(peer(1).untilExpiry())
        .as("a wall clock that is set back gives nobody more time")
        .isEqualTo(Duration.ofSeconds(-30));

    // The wall clock was ten years slow when the config arrived.
    hotSet.installed(
        PeerConfig.builder(key(2)).expiresAt(time.wallTime().plus(Duration.ofDays(3_650))).build());
    time.stepWallClock(Duration.ofDays(3_651));
    assertThat(peer(2).untilExpiry()).isEqualTo(Duration.ofDays(-1));
    assertThat(hotSet.configs().expired()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void expiryByTheWallClockIsNotEarlierThanItsFraction() {
    Instant expiry = time.wallTime().plusSeconds(10).plusMillis(1);
    hotSet.installed(PeerConfig.builder(key(1)).expiresAt(expiry).build());
    time.advance(Duration.ofSeconds(10));
    assertThat(peer(1).untilExpiry()).isPositive();
    time.advance(Duration.ofMillis(1));
    assertThat(peer(1).untilExpiry()).isZero();
  }

  @Test
  void theFarthestExpiriesDoNotOverflow() {
    hotSet.installed(PeerConfig.builder(key(1)).expiresAt(Instant.MAX).build());
    hotSet.installed(PeerConfig.builder(key(2)).expiresAt(Instant.MIN).build());
    assertThat(peer(1).untilExpiry()).isGreaterThan(Duration.ofDays(30_000));
    assertThat(peer(2).untilExpiry()).isLessThan(Duration.ofDays(-30_000));
  }

  @Test
  void reservationsAndHoldingsKeepOthersOut() {
    assertThat(hotSet.reserve(key(1), prefixes("10.1.0.0/16"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("192.0.2.1", "10.1.2.3")))
        .isEqualTo(new Conflict(IpPrefix.parse("10.1.2.3"), IpPrefix.parse("10.1.0.0/16"), key(1)));
    assertThat(hotSet.reserve(key(3), prefixes("192.0.2.1"))).as("nothing changed").isNull();
    hotSet.installed(config(1, "10.1.0.0/16"));
    assertThat(hotSet.reserve(key(2), prefixes("10.1.2.3"))).isNotNull();
    hotSet.removed(key(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.1.2.3"))).isNull();
  }

  /** A hub with a subnet router and a client inside its prefix, installed in either order. */
  @Test
  void nestedPrefixesAreReservedWherePermittedAndIdenticalOnesNever() {
    HotSet nesting = new HotSet(time, null, NestedAllowedIps.PERMIT);
    assertThat(nesting.reserve(key(1), prefixes("10.0.0.0/16"))).isNull();
    assertThat(nesting.reserve(key(2), prefixes("10.0.5.2"))).isNull();
    nesting.installed(config(2, "10.0.5.2"));
    nesting.installed(config(1, "10.0.0.0/16"));
    assertThat(nesting.heldLength(IpPrefix.parse("10.0.5.2"))).isEqualTo(32);
    assertThat(nesting.heldLength(IpPrefix.parse("10.0.5.3"))).isEqualTo(16);
    Conflict identical = nesting.reserve(key(3), prefixes("10.0.0.0/16"));
    assertThat(identical.holder()).isEqualTo(key(1));
    assertThat(identical.identical()).isTrue();
    nesting.removed(key(2));
    assertThat(nesting.heldLength(IpPrefix.parse("10.0.5.2"))).isEqualTo(16);
    nesting.removed(key(1));
    assertThat(nesting.heldLength(IpPrefix.parse("10.0.5.2"))).isEqualTo(-1);
  }

  @Test
  void aReservationIsReplacedAndReleased() {
    hotSet.reserve(key(1), prefixes("10.0.0.1", "10.0.0.2"));
    hotSet.reserve(key(1), prefixes("10.0.0.2", "10.0.0.3"));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.1"))).isNull();
    assertThat(hotSet.reserve(key(3), prefixes("10.0.0.2"))).isNotNull();
    hotSet.release(key(1));
    assertThat(hotSet.reserve(key(3), prefixes("10.0.0.2", "10.0.0.3"))).isNull();
    hotSet.release(key(99));
  }

  @Test
  void releasingLeavesAResidentPeerItsOwn() {
    hotSet.installed(config(1, "10.0.0.1"));
    assertThat(hotSet.reserve(key(1), prefixes("10.0.0.0/24", "10.0.0.1"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.9"))).isNotNull();
    hotSet.release(key(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.9"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.1"))).isNotNull();
  }

  @Test
  void aReservationOutlivesTheRemovalOfItsPeer() {
    hotSet.installed(config(1, "10.0.0.1", "10.0.0.2"));
    hotSet.reserve(key(1), prefixes("10.0.0.2"));
    hotSet.removed(key(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.1"))).isNull();
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.2"))).isNotNull();
  }

  @Test
  void whatWasInstalledAsReservedTakesNoMoreThanItsConfig() {
    hotSet.reserve(key(1), prefixes("10.0.0.1", "10.0.0.2"));
    hotSet.installed(config(1, "10.0.0.1"));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.2"))).isNull();
    hotSet.release(key(1));
    assertThat(hotSet.reserve(key(3), prefixes("10.0.0.1"))).isNotNull();
  }

  @Test
  void pinsHoldForAbsentPeersToo() {
    hotSet.pins().add(key(1));
    hotSet.installed(config(1));
    assertThat(peer(1).pinned()).isTrue();
    hotSet.pins().remove(key(1));
    assertThat(peer(1).pinned()).isFalse();
  }

  @Test
  void resetForgetsAllButPins() {
    hotSet.pins().add(key(1));
    hotSet.installed(config(1));
    hotSet.reserve(key(2), List.of(ip(2)));
    hotSet.reset();
    assertThat(hotSet.size()).isZero();
    assertThat(hotSet.reserve(key(3), List.of(ip(1), ip(2)))).isNull();
    hotSet.installed(config(1));
    assertThat(peer(1).pinned()).isTrue();
  }
}
