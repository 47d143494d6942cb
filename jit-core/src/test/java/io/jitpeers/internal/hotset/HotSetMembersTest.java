package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.internal.hotset.HotSet.Presence;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is resident, who is about to leave, who is somebody else's, and who has to prove itself. */
class HotSetMembersTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final List<PublicKey> listed = new ArrayList<>();
  private final HotSet hotSet =
      new HotSet(time, (key, held, status) -> listed.add(key), NestedAllowedIps.REFUSE);

  private Listing listing(PeerStatus... peers) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus peer : peers) {
      listing.accept(peer);
    }
    return listing;
  }

  private Listing list(PeerStatus... peers) {
    Listing listing = listing(peers);
    listing.finish(ListingResult.of(peers.length, true));
    return listing;
  }

  private List<PublicKey> lostInAnEmptyListing() {
    return listing().finish(ListingResult.of(0, true));
  }

  /** If it were lost, its entry in the journal would be removed during the install. */
  @Test
  void aPeerThatIsBeingInstalledAgainIsNotLost() {
    hotSet.installed(config(1));
    assertThat(lostInAnEmptyListing()).isEmpty();
    assertThat(hotSet.reserve(key(1), config(1).allowedIps())).isNull();
    assertThat(lostInAnEmptyListing()).isEmpty();
    assertThat(hotSet.contains(key(1))).isTrue();
    hotSet.release(key(1));
    assertThat(lostInAnEmptyListing()).containsExactly(key(1));
  }

  @Test
  void whoIsAboutToLeaveIsAbsentAlready() {
    hotSet.installed(config(1));
    int departures = hotSet.departures();
    assertThat(hotSet.isStaying(key(1))).isTrue();
    assertThat(hotSet.heldLength(ip(1))).isEqualTo(32);

    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();

    assertThat(hotSet.beginRemoval(key(1), () -> true)).as("twice").isFalse();
    assertThat(hotSet.isStaying(key(1))).isFalse();
    assertThat(hotSet.contains(key(1))).isTrue();
    assertThat(hotSet.heldLength(ip(1))).isEqualTo(-1);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.ABSENT);
    assertThat(hotSet.departures()).isNotEqualTo(departures);
  }

  @Test
  void whoMayNotLeaveStays() {
    hotSet.installed(config(1));
    int departures = hotSet.departures();
    assertThat(hotSet.beginRemoval(key(1), () -> false)).isFalse();
    assertThat(hotSet.beginRemoval(key(2), () -> true)).as("not resident").isFalse();
    assertThat(hotSet.isStaying(key(1))).isTrue();
    assertThat(hotSet.isStaying(key(2))).isFalse();
    assertThat(hotSet.departures()).isEqualTo(departures);
  }

  @Test
  void whoCouldNotBeRemovedStays() {
    hotSet.installed(config(1));
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
    hotSet.removalFailed(key(1));
    assertThat(hotSet.isStaying(key(1))).isTrue();
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
  }

  @Test
  void tellsOthersPeersFromOurs() {
    hotSet.installed(config(1));
    list(status(1, 0, 0, 0), status(2, 1, 1, 1));

    assertThat(hotSet.isForeign(key(1))).isFalse();
    assertThat(hotSet.isForeign(key(2))).isTrue();
    assertThat(hotSet.isForeign(key(3))).isFalse();
    List<PublicKey> foreign = new ArrayList<>();
    hotSet.visitForeign(peer -> foreign.add(peer.key()));
    assertThat(foreign).containsExactly(key(2));
    assertThat(listed).as("ours, where a listing gives them").containsExactly(key(1));
  }

  @Test
  void agesBeginWhenTheSetWasMade() {
    time.advance(Duration.ofHours(5));
    HotSet later = new HotSet(time);
    later.installed(config(1));
    time.advance(SECOND);
    assertThat(later.now()).isEqualTo(SECOND.toNanos());
  }

  @Test
  void whoProvesItselfIsNoLongerExpectedTo() {
    for (int i = 1; i <= 3; i++) {
      hotSet.installed(config(i));
      hotSet.unconfirmed().expect(key(i));
      time.advance(SECOND);
    }
    hotSet.unconfirmed().expect(key(1));
    hotSet.unconfirmed().expect(key(9));
    assertThat(hotSet.unconfirmed().overdue(SECOND, 10)).containsExactly(key(1), key(2), key(3));
    assertThat(hotSet.unconfirmed().overdue(Duration.ofSeconds(2), 10))
        .containsExactly(key(1), key(2));
    assertThat(hotSet.unconfirmed().overdue(SECOND, 1)).containsExactly(key(1));

    list(status(1, 5, 0, 0), status(2, 0, 0, 0), status(3, 0, 0, 0));

    assertThat(hotSet.unconfirmed().overdue(SECOND, 10)).containsExactly(key(2), key(3));
    hotSet.unconfirmed().expect(key(1));
    assertThat(hotSet.unconfirmed().overdue(Duration.ZERO, 10)).as("established").hasSize(2);
    hotSet.removed(key(2));
    assertThat(hotSet.unconfirmed().overdue(SECOND, 10)).containsExactly(key(3));
  }

  @Test
  void whoseInitiationWasWithheldIsNotUnanswered() {
    hotSet.installed(config(1));
    hotSet.initiationWithheld(key(1));
    hotSet.initiationWithheld(key(2));
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);

    hotSet.installed(config(2));
    hotSet.initiationWithheld(key(2));
    hotSet.initiationReturned(key(2));
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(2))).isEqualTo(Presence.UNANSWERED);
  }

  @Test
  void nothingOfADeviceOfBeforeIsKnownOfTheNext() {
    hotSet.installed(config(1));
    hotSet.unconfirmed().expect(key(1));
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);
    assertThat(hotSet.beginRemoval(key(1), () -> true)).isTrue();
    new BegunInstalls(hotSet).begin(config(2));
    assertThat(hotSet.reserve(key(3), List.of(ip(3)))).isNull();

    hotSet.reset();

    assertThat(hotSet.reserve(key(4), List.of(ip(3)))).as("nobody's now").isNull();

    assertThat(hotSet.size()).isZero();
    assertThat(hotSet.unconfirmed().overdue(Duration.ZERO, 10)).isEmpty();
    assertThat(new BegunInstalls(hotSet).wouldBeOurs(key(2))).isFalse();
    hotSet.installed(config(1));
    assertThat(hotSet.isStaying(key(1))).isTrue();
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).as("within a minute").isEqualTo(Presence.UNANSWERED);
  }

  @Test
  void whoIsInstalledAnewMayComplainAtOnce() {
    hotSet.installed(config(1));
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).as("within a minute").isEqualTo(Presence.RESIDENT);
    hotSet.removed(key(1));
    hotSet.installed(config(1));
    time.advance(SECOND);
    assertThat(hotSet.initiationSeen(key(1))).isEqualTo(Presence.UNANSWERED);
  }

  @Test
  void whoIsInstalledAgainHoldsWhatItsNewConfigSays() {
    hotSet.installed(config(1, "10.1.0.0/16"));
    hotSet.installed(config(1, "10.2.0.0/16"));
    assertThat(hotSet.reserve(key(2), prefixes("10.1.0.0/16"))).isNull();
    hotSet.release(key(2));
    assertThat(hotSet.reserve(key(2), prefixes("10.2.0.0/16"))).isNotNull();
    assertThat(list(status(key(1), 0, 0, 0, prefixes("10.2.0.0/16"))).events()).isEmpty();
    hotSet.removed(key(1));
    assertThat(hotSet.reserve(key(2), prefixes("10.2.0.0/16"))).isNull();
  }

  @Test
  void anUnfinishedListingCountsForNothingAfterAReset() {
    Listing listing = listing(status(1, 1, 1, 1));
    hotSet.reset();
    listing.accept(status(2, 1, 1, 1));
    assertThat(listing.finish(ListingResult.of(2, false))).isEmpty();
    assertThat(hotSet.size()).isZero();
  }

  @Test
  void whoIsOnTheDeviceWithTheHandshakeItHadIsOursAgain() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    list(status(1, 5, 0, 0), status(2, 6, 0, 0));
    hotSet.removed(key(1));
    hotSet.removed(key(2));

    list(status(1, 5, 0, 0), status(2, 7, 0, 0));

    assertThat(hotSet.find(key(1)).orElseThrow().origin()).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(hotSet.isForeign(key(2))).as("it has another one").isTrue();
  }

  @Test
  void whoTwoListingsLackedIsSomebodyElsesAfterwards() {
    new BegunInstalls(hotSet).begin(config(1));
    new BegunInstalls(hotSet).begin(config(2));
    list();
    assertThat(new BegunInstalls(hotSet).wouldBeOurs(key(1))).isTrue();
    list(status(2, 0, 0, 0));
    assertThat(new BegunInstalls(hotSet).wouldBeOurs(key(1))).isFalse();
    assertThat(hotSet.isForeign(key(2))).as("the second one gave it").isFalse();
  }

  @Test
  void otherAllowedIpsOnTheDeviceAreToldUnlessWeAreChangingThem() {
    hotSet.installed(config(1));
    PeerStatus other = status(key(1), 0, 0, 0, prefixes("10.77.0.0/16"));
    hotSet.reserve(key(1), prefixes("10.1.0.0/16"));
    assertThat(list(other).events()).isEmpty();
    hotSet.release(key(1));

    assertThat(list(status(1, 0, 0, 0)).events()).isEmpty();
    assertThat(list(other).events())
        .containsExactly(new JitEvent.ForeignChange(key(1), prefixes("10.77.0.0/16")));
    assertThat(list(other).events()).as("told").isEmpty();
    hotSet.installed(config(2));
    hotSet.configs().failed(config(2), false);
    assertThat(list(status(key(2), 0, 0, 0, prefixes("10.78.0.0/16")), other).events())
        .as("it was our own failure")
        .isEmpty();
  }

  @Test
  void afterAChangeOfTheDeviceOneListingSettlesWhoIsGone() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    Listing listing = listing(status(2, 0, 0, 0));

    assertThat(listing.finishAfterDeviceChange(ListingResult.of(1, true))).containsExactly(key(1));
    assertThat(listing.events()).hasSize(1);
    assertThat(hotSet.contains(key(1))).isFalse();
    assertThat(hotSet.contains(key(2))).isTrue();
    assertThat(listing().finish(ListingResult.of(0, false))).as("incomplete").isEmpty();
    assertThat(listing().finish(ListingResult.of(0, true))).as("the first one").isEmpty();
    assertThat(listing().finish(ListingResult.of(0, true))).containsExactly(key(2));
  }

  @Test
  void aListingKnowsWhoInitiatedAMomentAgo() {
    hotSet.installed(config(1));
    Listing listing = list(status(1, 0, 0, 0), status(2, 0, 0, 0));
    time.advance(SECOND);
    assertThat(listing.initiatedWithin(key(1), SECOND.plusNanos(1))).isTrue();
    assertThat(listing.initiatedWithin(key(1), SECOND)).isFalse();
    assertThat(listing.initiatedWithin(key(2), SECOND)).as("found").isFalse();
    assertThat(listing.initiatedWithin(key(3), SECOND)).isFalse();
    assertThat(listing.gave(key(1))).isTrue();
    assertThat(listing.gave(key(3))).isFalse();
  }

  /** What the listing shows may be the state from before the install. */
  @Test
  void whoIsInstalledDuringAListingIsToldOfByTheNext() {
    Listing listing = hotSet.beginListing();
    hotSet.installed(config(1));
    listing.accept(status(1, 5, 0, 0));
    listing.finish(ListingResult.of(1, true));
    assertThat(listed).isEmpty();
    list(status(1, 5, 0, 0));
    assertThat(listed).containsExactly(key(1));
  }
}
