package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The check right before a peer is removed; SweepTest covers the earlier checks. */
class EvictionGuardTest {
  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean listingIsOld = new AtomicBoolean();
  private Listing listing;
  private EvictionGuard guard;

  /** Peer 1 is idle, peer 3 is foreign. */
  @BeforeEach
  void list() {
    hotSet.installed(config(1));
    time.advance(Duration.ofHours(1));
    listing = hotSet.beginListing();
    listing.accept(status(1, 0, 0, 0));
    listing.accept(status(3, 0, 0, 0));
    listing.finish(ListingResult.of(2, true));
    guard = guard(0);
  }

  private EvictionGuard guard(int wantedSize) {
    return new EvictionGuard(
        hotSet, listing, EvictionOptions.defaults(), wantedSize, closed::get, listingIsOld::get);
  }

  private void assertStays(int number, EvictionCause cause, HoldReason reason) {
    Eviction eviction = new Eviction(key(number), cause);
    assertThat(guard.test(eviction)).isFalse();
    assertThat(guard.reason(eviction)).isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void whoIsIdleMayGo(EvictionCause cause) {
    Eviction eviction = new Eviction(key(1), cause);
    assertThat(guard.test(eviction)).isTrue();
    assertThat(guard.reason(eviction)).isNull();
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void pinnedForeignAndReinstalledPeersStayWhateverTheCause(EvictionCause cause) {
    assertStays(3, cause, HoldReason.FOREIGN);
    hotSet.installed(config(1));
    assertStays(1, cause, HoldReason.CAME_BACK);
    hotSet.pins().add(key(1));
    assertStays(1, cause, HoldReason.PINNED);
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void whoLeftAlreadyIsNotHeldBack(EvictionCause cause) {
    Eviction eviction = new Eviction(key(4), cause);
    assertThat(guard.test(eviction)).isFalse();
    assertThat(guard.reason(eviction)).isNull();
  }

  @Test
  void anOldListingIsNotActedOnExceptAgainstWhoIsNoLongerWanted() {
    listingIsOld.set(true);
    assertStays(1, EvictionCause.IDLE, HoldReason.LISTING_TOO_OLD);
    assertThat(guard.test(new Eviction(key(1), EvictionCause.REVOKED))).isTrue();
  }

  private HoldReason whenSelected(int number, EvictionCause cause) {
    return guard.whenSelected(
        hotSet.find(key(number)).orElseThrow(), new Eviction(key(number), cause));
  }

  private void list(int number, int handshake) {
    listing = hotSet.beginListing();
    listing.accept(status(number, handshake, 0, 0));
    listing.finish(ListingResult.of(1, true));
    guard = guard(0);
  }

  /** A session that is 180 s old is dead: its client has to initiate before it can send. */
  @Test
  void theFloorIsKeptToTheNanosecond() {
    list(1, 5);
    time.advance(EvictionOptions.defaults().losslessFloor().minusNanos(1));
    assertThat(whenSelected(1, EvictionCause.IDLE)).isEqualTo(HoldReason.YOUNG_SESSION);
    assertThat(whenSelected(1, EvictionCause.REVOKED)).isNull();
    time.advance(Duration.ofNanos(1));
    assertThat(whenSelected(1, EvictionCause.IDLE)).isNull();
  }

  /** What an initiation begins is done within KEEPALIVE_TIMEOUT + REKEY_TIMEOUT. */
  @Test
  void aHandshakeUnderWayIsGivenItsTimeToTheNanosecond() {
    hotSet.installed(config(2));
    list(2, 0);
    time.advance(Duration.ofSeconds(15).minusNanos(1));
    assertThat(whenSelected(2, EvictionCause.NEVER_ESTABLISHED))
        .isEqualTo(HoldReason.YOUNG_SESSION);
    assertThat(whenSelected(2, EvictionCause.IDLE)).isEqualTo(HoldReason.YOUNG_SESSION);
    time.advance(Duration.ofNanos(1));
    assertThat(whenSelected(2, EvictionCause.NEVER_ESTABLISHED)).isNull();
    assertThat(whenSelected(2, EvictionCause.IDLE)).isNull();
    hotSet.initiationSeen(key(2));
    assertThat(whenSelected(2, EvictionCause.NEVER_ESTABLISHED)).as("in probation").isNull();
    assertThat(whenSelected(2, EvictionCause.IDLE)).isEqualTo(HoldReason.YOUNG_SESSION);
  }

  @Test
  void whoTheListingLackedIsNotJudged() {
    hotSet.installed(config(2));
    time.advance(Duration.ofHours(1));
    assertThat(whenSelected(2, EvictionCause.IDLE)).isEqualTo(HoldReason.NOT_LISTED);
    assertThat(whenSelected(2, EvictionCause.EXPIRED)).isNull();
    assertThat(whenSelected(3, EvictionCause.EXPIRED)).isEqualTo(HoldReason.FOREIGN);
  }

  @Test
  void nobodyLeavesToMakeRoomThatThereIs() {
    guard = guard(2);
    assertStays(1, EvictionCause.OVER_CAPACITY, HoldReason.NO_LONGER_OVER_CAPACITY);
    assertThat(guard.test(new Eviction(key(1), EvictionCause.IDLE))).isTrue();
  }

  @Test
  void nothingHappensOnceTheCronIsClosed() {
    closed.set(true);
    assertThat(guard.test(new Eviction(key(1), EvictionCause.REVOKED))).isFalse();
    assertThat(guard.reason(new Eviction(key(1), EvictionCause.REVOKED))).isNull();
  }
}
