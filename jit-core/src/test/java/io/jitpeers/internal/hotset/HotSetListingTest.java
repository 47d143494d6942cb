package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.internal.hotset.HotSet.Presence;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the hot set is compared with listings of the device. */
class HotSetListingTest {
  private static final ListingResult COMPLETE = ListingResult.of(0, true);
  private static final ListingResult INCOMPLETE = ListingResult.of(0, false);

  private final ManualTime time = new ManualTime();
  private HotSet hotSet = new HotSet(time);

  private ResidentPeer peer(int number) {
    return hotSet.find(key(number)).orElseThrow();
  }

  private List<PublicKey> list(ListingResult result, PeerStatus... statuses) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus status : statuses) {
      listing.accept(status);
    }
    return listing.finish(result);
  }

  private List<PublicKey> list(PeerStatus... statuses) {
    return list(COMPLETE, statuses);
  }

  private static Eviction idle(int number) {
    return new Eviction(key(number), EvictionCause.IDLE);
  }

  @Test
  void noHandshakeIsNeverNotLongAgo() {
    hotSet.installed(config(1));
    time.advance(Duration.ofMinutes(1));
    list(status(1, 0, 0, 0));
    assertThat(peer(1).state()).isEqualTo(PeerState.PROBATION);
    assertThat(peer(1).sinceHandshake()).isNull();
  }

  @Test
  void theFirstHandshakeEstablishesAndAgesFromWhenItWasSeen() {
    hotSet.installed(config(1));
    time.advance(Duration.ofMinutes(1));
    list(status(1, 5, 148, 92));
    assertThat(peer(1).state()).isEqualTo(PeerState.ESTABLISHED);
    assertThat(peer(1).sinceHandshake()).isZero();
    time.advance(Duration.ofMinutes(2));
    list(status(1, 5, 148, 92));
    assertThat(peer(1).sinceHandshake()).isEqualTo(Duration.ofMinutes(2));
    list(status(1, 6, 296, 184));
    assertThat(peer(1).sinceHandshake()).isZero();
  }

  @Test
  void aWallClockThatWasSetBackMakesNoSessionOld() {
    hotSet.installed(config(1));
    list(status(1, 5_000, 148, 92));
    time.advance(Duration.ofMinutes(3));
    time.stepWallClock(Duration.ofHours(-1));
    list(status(1, 1_500, 296, 184));
    assertThat(peer(1).sinceHandshake()).as("changed backwards").isZero();
    time.stepWallClock(Duration.ofDays(300));
    time.advance(Duration.ofSeconds(9));
    assertThat(peer(1).sinceHandshake()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void aPeerWithKeepalivesOnlyIsIdleWhileHandshakesGoOn() {
    hotSet.installed(config(1));
    list(status(1, 1, 148 + 32, 92));
    long rx = 180;
    long tx = 92;
    for (int minute = 1; minute <= 60; minute++) {
      time.advance(Duration.ofMinutes(1));
      rx += 3 * 32 + (minute % 2 == 0 ? 148 : 0);
      tx += minute % 2 == 0 ? 92 : 0;
      list(status(1, 1 + minute / 2, rx, tx));
    }
    assertThat(peer(1).idle()).isEqualTo(Duration.ofHours(1));
    assertThat(peer(1).sinceHandshake()).isZero();
    list(status(1, 31, rx + 1000, tx));
    assertThat(peer(1).idle()).isZero();
    assertThat(peer(1).rxBytes()).isEqualTo(rx + 1000);
    assertThat(peer(1).txBytes()).isEqualTo(tx);
  }

  @Test
  void explainedKeepalivesCoverListingsThatWereMissed() {
    hotSet.installed(config(1));
    list(status(1, 1, 0, 0));
    for (int i = 0; i < 5; i++) {
      time.advance(Duration.ofMinutes(1));
      list(INCOMPLETE);
    }
    // 15 keepalives in the 5 minutes since the last listing that showed the peer.
    list(status(1, 1, 15 * 32, 0));
    assertThat(peer(1).idle()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aCounterThatWentBackStartsAnewAndIsNeverNegativeUse() {
    hotSet.installed(config(1));
    list(status(1, 1, 1_000_000, 1_000_000));
    time.advance(Duration.ofMinutes(1));
    list(status(1, 0, 148, 92));
    assertThat(peer(1).idle()).as("created anew").isEqualTo(Duration.ofMinutes(1));
    assertThat(peer(1).state()).as("only moves forward").isEqualTo(PeerState.ESTABLISHED);
    assertThat(peer(1).sinceHandshake()).isEqualTo(Duration.ofMinutes(1));
    assertThat(peer(1).rxBytes()).isEqualTo(148);
    list(status(1, 2, 148 + 5000, 92));
    assertThat(peer(1).idle()).as("counted from the new start").isZero();
    assertThat(peer(1).sinceHandshake()).isZero();
  }

  @Test
  void aPeerNobodyHereInstalledIsForeign() {
    list(status(1, 77, 10_000, 10_000), status(2, 0, 0, 0));
    assertThat(peer(1).origin()).isEqualTo(PeerOrigin.FOREIGN);
    assertThat(peer(1).state()).isEqualTo(PeerState.ESTABLISHED);
    assertThat(peer(1).sinceHandshake()).isZero();
    assertThat(peer(2).state()).isEqualTo(PeerState.PROBATION);
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(1)))
        .as("no initiation before")
        .isEqualTo(Presence.RESIDENT);
    time.advance(Duration.ofSeconds(5));
    assertThat(hotSet.initiationSeen(key(1)))
        .as("not ours to install again")
        .isEqualTo(Presence.RESIDENT);
  }

  @Test
  void foreignPeersMayNestAndKeepEverybodyOut() {
    list(
        status(key(1), 0, 0, 0, prefixes("10.0.0.0/8")),
        status(key(2), 0, 0, 0, prefixes("10.1.0.0/16")));
    assertThat(hotSet.reserve(key(3), prefixes("10.1.2.3"))).isNotNull();
    assertThat(hotSet.reserve(key(3), prefixes("10.9.9.9"))).isNotNull();
    list(
        status(key(1), 0, 0, 0, prefixes("192.0.2.0/24")),
        status(key(2), 0, 0, 0, prefixes("10.1.0.0/16")));
    assertThat(hotSet.reserve(key(3), prefixes("10.9.9.9"))).as("given up").isNull();
    assertThat(hotSet.reserve(key(4), prefixes("192.0.2.1"))).isNotNull();
  }

  /**
   * An operator's "wg set" peer that holds a prefix around one of this gateway's peers, or inside
   * it.
   */
  @Test
  void aForeignPeersWiderPrefixMayEncloseOursButNotTheReverse() {
    hotSet = new HotSet(time, null, NestedAllowedIps.PERMIT_INSIDE_FOREIGN);
    list(
        status(key(1), 0, 0, 0, prefixes("0.0.0.0/0")),
        status(key(2), 0, 0, 0, prefixes("10.7.0.1")));
    assertThat(hotSet.reserve(key(3), prefixes("10.0.5.2"))).isNull();
    hotSet.installed(config(3, "10.0.5.2"));
    Conflict around = hotSet.reserve(key(4), prefixes("10.7.0.0/16"));
    assertThat(around.holder()).isEqualTo(key(2));
    assertThat(around.foreign()).isTrue();
    assertThat(hotSet.reserve(key(4), prefixes("10.0.5.0/24")).holder())
        .as("around one of ours")
        .isEqualTo(key(3));
    hotSet.configs().adopted(config(1, "0.0.0.0/0"));
    assertThat(hotSet.reserve(key(5), prefixes("192.0.2.1")).holder())
        .as("inside one of ours, now that it is adopted")
        .isEqualTo(key(1));
  }

  @Test
  void aForeignPeerStaysForeignThroughListingsUntilItIsInstalledOrGone() {
    hotSet = new HotSet(time, null, NestedAllowedIps.PERMIT);
    list(status(key(1), 0, 0, 0, prefixes("10.0.0.1")));
    list(status(key(1), 0, 0, 0, prefixes("10.0.0.1", "10.0.0.2")));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.2/31"))).isNotNull();
    hotSet.installed(config(1, "10.0.0.1", "10.0.0.2"));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.0/24"))).isNull();
    hotSet.release(key(2));
    list(
        status(key(1), 0, 0, 0, prefixes("10.0.0.1", "10.0.0.2")),
        status(key(3), 0, 0, 0, prefixes("10.0.0.3")));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.0/24")).holder()).isEqualTo(key(3));
    hotSet.removed(key(3));
    assertThat(hotSet.reserve(key(2), prefixes("10.0.0.0/24"))).isNull();
  }

  @Test
  void whatAForeignPeerTookIsGivenBackWhenTheDeviceSaysSo() {
    hotSet.installed(config(1, "10.0.0.1"));
    list(status(key(1), 0, 0, 0, prefixes()), status(key(2), 0, 0, 0, prefixes("10.0.0.1")));
    assertThat(hotSet.reserve(key(1), prefixes("10.0.0.1")).holder()).isEqualTo(key(2));
    list(status(key(2), 0, 0, 0, prefixes()), status(key(1), 0, 0, 0, prefixes("10.0.0.1")));
    assertThat(hotSet.reserve(key(3), prefixes("10.0.0.1")).holder()).isEqualTo(key(1));
  }

  @Test
  void anAdoptedPeerKeepsWhatItHasAndGetsAnExpiry() {
    list(status(key(1), 0, 0, 0, prefixes("10.0.0.1")));
    hotSet
        .configs()
        .adopted(
            config(1, "10.0.0.2").toBuilder().expiresAt(time.wallTime().plusSeconds(5)).build());
    assertThat(peer(1).origin()).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(peer(1).untilExpiry()).isEqualTo(Duration.ofSeconds(5));
    assertThat(hotSet.reserve(key(3), prefixes("10.0.0.1"))).isNotNull();
    hotSet.installed(config(2));
    hotSet.configs().adopted(config(2));
    hotSet.configs().adopted(config(9));
    assertThat(peer(2).origin()).isEqualTo(PeerOrigin.PROVISIONED);
    assertThat(hotSet.contains(key(9))).isFalse();
  }

  @Test
  void aFoundPeerThatIsInstalledIsProvisioned() {
    list(status(1, 3, 0, 0));
    hotSet.installed(config(1));
    assertThat(peer(1).origin()).isEqualTo(PeerOrigin.PROVISIONED);
    assertThat(peer(1).state()).isEqualTo(PeerState.ESTABLISHED);
  }

  /** Race rule 5. */
  @Test
  void aPeerIsLostOnlyAfterTwoCompleteListings() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    assertThat(list(status(2, 0, 0, 0))).isEmpty();
    assertThat(list(INCOMPLETE, status(2, 0, 0, 0))).isEmpty();
    assertThat(hotSet.contains(key(1))).isTrue();
    assertThat(list(status(2, 0, 0, 0))).containsExactly(key(1));
    assertThat(hotSet.contains(key(1))).isFalse();
    assertThat(hotSet.reserve(key(3), config(1).allowedIps())).isNull();
  }

  @Test
  void absencesMustBeInARow() {
    hotSet.installed(config(1));
    list();
    list(status(1, 0, 0, 0));
    assertThat(list()).isEmpty();
    list(INCOMPLETE, status(1, 0, 0, 0));
    assertThat(list()).isEmpty();
    assertThat(list()).containsExactly(key(1));
  }

  @Test
  void aForeignPeerThatLeftIsDroppedWithoutWords() {
    list(status(1, 0, 0, 0));
    list();
    assertThat(list()).isEmpty();
    assertThat(hotSet.contains(key(1))).isFalse();
  }

  @Test
  void whatWasInstalledDuringAListingIsNotMissedByIt() {
    Listing first = hotSet.beginListing();
    hotSet.installed(config(1));
    first.finish(COMPLETE);
    assertThat(list()).as("the first absence").isEmpty();
    assertThat(list()).containsExactly(key(1));
  }

  @Test
  void beingInstalledAgainForgivesAnAbsence() {
    hotSet.installed(config(1));
    list();
    hotSet.installed(config(1));
    assertThat(list()).isEmpty();
    assertThat(list()).containsExactly(key(1));
  }

  @Test
  void whatWasRemovedDuringAListingDoesNotComeBackAsForeign() {
    hotSet.installed(config(1));
    Listing listing = hotSet.beginListing();
    hotSet.removed(key(1));
    listing.accept(status(1, 9, 9, 9));
    listing.finish(COMPLETE);
    assertThat(hotSet.contains(key(1))).isFalse();
    list(status(1, 9, 9, 9));
    assertThat(peer(1).origin()).as("really there").isEqualTo(PeerOrigin.FOREIGN);
  }

  @Test
  void aListingSaysNothingOfWhatWasInstalledSinceItBegan() {
    hotSet.installed(config(1));
    Listing listing = hotSet.beginListing();
    hotSet.removed(key(1));
    hotSet.installed(config(1));
    listing.accept(status(1, 9, 9_000, 9_000));
    listing.finish(COMPLETE);
    assertThat(peer(1).state())
        .as("the handshake was the old peer's")
        .isEqualTo(PeerState.PROBATION);
    assertThat(peer(1).rxBytes()).isZero();
  }

  @Test
  void aListingThatWasOvertakenOrResetCountsForNothing() {
    hotSet.installed(config(1));
    Listing overtaken = hotSet.beginListing();
    list();
    overtaken.accept(status(5, 0, 0, 0));
    assertThat(overtaken.finish(COMPLETE)).isEmpty();
    Listing beforeReset = hotSet.beginListing();
    hotSet.reset();
    beforeReset.accept(status(6, 0, 0, 0));
    assertThat(beforeReset.finish(COMPLETE)).isEmpty();
    assertThat(hotSet.size()).isZero();
    hotSet.installed(config(1));
    assertThat(beforeReset.cameBack(idle(1))).isTrue();
  }

  @Test
  void tellsWhichPeersItGave() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    Listing listing = hotSet.beginListing();
    listing.accept(status(1, 0, 0, 0));
    listing.finish(INCOMPLETE);
    assertThat(listing.gave(key(1))).isTrue();
    assertThat(listing.gave(key(2))).isFalse();
    assertThat(listing.gave(key(3))).isFalse();
  }

  /** Race rule 1. */
  @Test
  void anInitiationAfterTheListingBeganKeepsThePeer() {
    hotSet.installed(config(1));
    hotSet.initiationSeen(key(1));
    Listing listing = hotSet.beginListing();
    assertThat(listing.cameBack(idle(1))).isFalse();
    hotSet.initiationSeen(key(1));
    assertThat(listing.cameBack(idle(1))).isTrue();
    assertThat(hotSet.beginListing().cameBack(idle(1))).as("the next sweep").isFalse();
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void anInitiationDoesNotKeepAPeerThatIsNoLongerWanted(EvictionCause cause) {
    hotSet.installed(config(1));
    Listing listing = hotSet.beginListing();
    hotSet.initiationSeen(key(1));
    assertThat(listing.cameBack(new Eviction(key(1), cause))).isEqualTo(!cause.endsAuthorization());
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void whoIsInstalledAgainIsBackWhateverTheCause(EvictionCause cause) {
    hotSet.installed(config(1));
    Listing listing = hotSet.beginListing();
    assertThat(listing.cameBack(new Eviction(key(1), cause))).isFalse();
    hotSet.installed(config(1));
    assertThat(listing.cameBack(new Eviction(key(1), cause))).isTrue();
    assertThat(listing.cameBack(new Eviction(key(4), cause))).as("absent").isFalse();
  }

  /** Race rule 4. */
  @Test
  void lookingChangesNothing() {
    hotSet.installed(config(1));
    time.advance(Duration.ofSeconds(30));
    List<ResidentPeer> before = hotSet.view();
    hotSet.find(key(1));
    hotSet.contains(key(1));
    hotSet.size();
    assertThat(hotSet.view()).isEqualTo(before);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
  }
}
