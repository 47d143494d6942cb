package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.eviction.ProbationPolicy;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.HotSet.Presence;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.FoundPeers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The behaviour of a single sweep. */
class SweepTest {
  private final CronBench bench = new CronBench();

  private static EvictionPolicy all(EvictionCause cause) {
    return EvictionPolicy.when(cause, peer -> true);
  }

  @Test
  void evictsWhatThePolicySelectsAndReports() {
    bench.policy = EvictionPolicies.standard();
    bench.installDead(1, 2);
    bench.install(3);
    bench.time.advance(Duration.ofSeconds(90));
    bench.install(4);
    SweepReport report = bench.sweep();
    assertThat(report)
        .isEqualTo(
            new SweepReport(
                false,
                4,
                true,
                Map.of(EvictionCause.IDLE, 2, EvictionCause.NEVER_ESTABLISHED, 1),
                Map.of(),
                0,
                1,
                Duration.ZERO,
                Duration.ZERO));
    assertThat(bench.store.has(4)).isTrue();
    assertThat(bench.store.size()).isEqualTo(1);
    assertThat(bench.events)
        .filteredOn(JitEvent.PeerDisconnected.class::isInstance)
        .extracting(event -> ((JitEvent.PeerDisconnected) event).key())
        .containsExactlyInAnyOrder(key(1), key(2));
    assertThat(bench.events)
        .filteredOn(event -> !(event instanceof JitEvent.PeerDisconnected))
        .containsExactly(new JitEvent.SweepCompleted(report));
  }

  @Test
  void measuresTheListingAndTheWhole() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.store.next(
        () -> {
          bench.time.advance(Duration.ofMillis(300));
          return true;
        });
    bench.evictor.before(() -> bench.time.advance(Duration.ofMillis(500)));
    SweepReport report = bench.sweep();
    assertThat(report.listingTime()).isEqualTo(Duration.ofMillis(300));
    assertThat(report.totalTime()).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void aDryRunChangesNothing() {
    bench.installDead(1, 2);
    bench.policy = EVERYBODY;
    bench.hotSet.pins().add(key(2));
    SweepReport report = bench.cron().runNow(true).join();
    assertThat(report.dryRun()).isTrue();
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.PINNED, 1));
    assertThat(report.resident()).isEqualTo(2);
    assertThat(bench.evictor.calls()).isZero();
    assertThat(bench.store.size()).isEqualTo(2);
  }

  @Test
  void optionsCanMakeEverySweepADryRun() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.options.dryRun(true);
    assertThat(bench.sweep().dryRun()).isTrue();
    assertThat(bench.evictor.calls()).isZero();
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void pinnedAndForeignPeersStayWhateverTheCause(EvictionCause cause) {
    bench.installDead(1);
    bench.hotSet.pins().add(key(1));
    bench.store.put(status(2, 1, 0, 0));
    bench.options.foundPeers(FoundPeers.OURS_ONLY);
    bench.policy = all(cause);
    bench.sweep();
    bench.time.advance(Duration.ofHours(1));
    SweepReport report = bench.sweep();
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.PINNED, 1, HoldReason.FOREIGN, 1));
    assertThat(report.evicted()).isEmpty();
    assertThat(bench.store.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void theFloorProtectsSessionsFromEveryPolicy(EvictionCause cause) {
    bench.install(1);
    bench.handshake(1, 1);
    bench.policy = all(cause);
    bench.options.dryRun(true);
    bench.sweep();
    bench.time.advance(Duration.ofMinutes(3).minusNanos(1));
    SweepReport young = bench.sweep();
    bench.time.advance(Duration.ofNanos(1));
    SweepReport old = bench.sweep();
    if (cause.endsAuthorization()) {
      assertThat(young.evicted()).isEqualTo(Map.of(cause, 1));
    } else {
      assertThat(young.evicted()).isEmpty();
      assertThat(young.heldBack()).isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 1));
    }
    assertThat(old.evicted()).isEqualTo(Map.of(cause, 1));
    assertThat(old.heldBack()).isEmpty();
  }

  @Test
  void theFloorProtectsFromTheIdlePolicyToo() {
    bench.policy = IdlePolicy.of(Duration.ofMinutes(1));
    bench.install(1);
    bench.handshake(1, 1);
    bench.sweep();
    bench.time.advance(Duration.ofMinutes(2));
    assertThat(bench.sweep().heldBack()).isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 1));
    bench.time.advance(Duration.ofMinutes(1));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
  }

  @Test
  void aWaivedFloorProtectsOnlyAsFarAsItReaches() {
    bench.policy = EVERYBODY;
    bench.options.acceptSessionLoss().losslessFloor(Duration.ofSeconds(20)).dryRun(true);
    bench.install(1);
    bench.handshake(1, 1);
    bench.sweep();
    bench.time.advance(Duration.ofSeconds(19));
    assertThat(bench.sweep().heldBack()).isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 1));
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
  }

  @Test
  void withoutAFloorNothingIsTooYoung() {
    bench.policy = EVERYBODY;
    bench.options.acceptSessionLoss().losslessFloor(Duration.ZERO);
    bench.install(1);
    bench.handshake(1, 1);
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
  }

  @Test
  void aHandshakeUnderWayIsGiven15Seconds() {
    bench.policy = EVERYBODY;
    bench.installDead(1);
    bench.install(2);
    bench.options.dryRun(true);
    bench.hotSet.initiationSeen(key(1));
    bench.time.advance(Duration.ofSeconds(15).minusNanos(1));
    assertThat(bench.sweep().heldBack()).isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 2));
    bench.time.advance(Duration.ofNanos(1));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 2));
  }

  @Test
  void aPeerInProbationGoesHoweverOftenItsClientTries() {
    bench.policy = ProbationPolicy.of(Duration.ofSeconds(90));
    bench.install(1);
    bench.time.advance(Duration.ofSeconds(89));
    bench.hotSet.initiationSeen(key(1));
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.NEVER_ESTABLISHED, 1));
  }

  /** Race rule 1. */
  @Test
  void aPeerThatComesBackDuringTheSweepStaysAndOneThatComesLaterIsProvisionedAnew() {
    bench.policy = EVERYBODY;
    bench.installDead(1, 2, 3);
    bench.store.next(
        () -> {
          assertThat(bench.hotSet.initiationSeen(key(1))).isEqualTo(Presence.RESIDENT);
          return true;
        });
    bench.evictor.before(
        () -> assertThat(bench.hotSet.initiationSeen(key(2))).isEqualTo(Presence.RESIDENT));
    SweepReport report = bench.sweep();
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    // The first peer's initiation came before the view was made, so the view already shows it as
    // young.
    assertThat(report.heldBack())
        .isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 1, HoldReason.CAME_BACK, 1));
    assertThat(bench.hotSet.initiationSeen(key(3))).isEqualTo(Presence.ABSENT);
  }

  @Test
  void aPeerPinnedDuringTheSweepStays() {
    bench.policy = EVERYBODY;
    bench.installDead(1);
    bench.evictor.before(() -> bench.hotSet.pins().add(key(1)));
    assertThat(bench.sweep().heldBack()).isEqualTo(Map.of(HoldReason.PINNED, 1));
  }

  @Test
  void aPeerThatLeftAnotherWayDuringTheSweepIsNeitherEvictedNorHeldBack() {
    bench.policy = EVERYBODY;
    bench.installDead(1);
    bench.evictor.before(() -> bench.hotSet.removed(key(1)));
    SweepReport report = bench.sweep();
    assertThat(report.evicted()).isEmpty();
    assertThat(report.heldBack()).isEmpty();
  }

  @Test
  void anInitiationDoesNotKeepARevokedPeer() {
    bench.policy = all(EvictionCause.REVOKED);
    bench.installDead(1);
    bench.evictor.before(() -> bench.hotSet.initiationSeen(key(1)));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.REVOKED, 1));
  }

  @Test
  void countsWhatTheStoreFailedToRemove() {
    bench.policy = EVERYBODY;
    bench.installDead(1, 2);
    bench.evictor.fail(1);
    SweepReport report = bench.sweep();
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.STORE_FAILED, 1));
  }

  @Test
  void stopsMakingRoomWhenThereIsRoom() {
    bench.policy = CapacityPolicy.of(3, 3, Duration.ofMinutes(10));
    bench.installDead(1, 2, 3, 4, 5);
    bench.hotSet.pins().add(key(5));
    bench.evictor.before(() -> bench.hotSet.removed(key(5)));
    SweepReport report = bench.sweep();
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.OVER_CAPACITY, 1));
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.NO_LONGER_OVER_CAPACITY, 1));
    assertThat(bench.hotSet.size()).isEqualTo(3);
  }

  @Test
  void meetsTheLimitThoughOtherPeersWereHeldBack() {
    bench.policy =
        IdlePolicy.of(Duration.ofMinutes(10)).or(CapacityPolicy.of(2, 2, Duration.ofMinutes(10)));
    bench.installDead(1, 2, 3, 4);
    bench.hotSet.pins().add(key(1));
    bench.hotSet.pins().add(key(2));
    assertThat(bench.sweep().evictedInAll()).isEqualTo(2);
    assertThat(bench.hotSet.size()).isEqualTo(2);
  }

  /** Race rule 5. A store that can repeat a listing has already done so. */
  @Test
  void reportsAnIncompleteListing() {
    bench.install(1);
    bench.store.next(() -> false);
    SweepReport report = bench.sweep();
    assertThat(report.complete()).isFalse();
    assertThat(bench.store.listings()).isEqualTo(1);
  }

  @Test
  void doesNotJudgeAPeerThatTheListingLacked() {
    bench.policy = EVERYBODY;
    bench.installDead(1, 2);
    bench.store.drop(key(1));
    SweepReport report = bench.sweep();
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.NOT_LISTED, 1));
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(bench.hotSet.contains(key(1))).isTrue();
  }

  @Test
  void tellsOfPeersThatTwoCompleteListingsLacked() {
    bench.install(1, 2);
    bench.store.drop(key(1));
    assertThat(bench.sweep().lost()).isZero();
    SweepReport second = bench.sweep();
    assertThat(second.lost()).isEqualTo(1);
    assertThat(bench.events)
        .endsWith(new JitEvent.PeerLost(key(1)), new JitEvent.SweepCompleted(second));
    assertThat(bench.hotSet.contains(key(1))).isFalse();
  }

  @Test
  void ignoresUnknownAndRepeatedSelections() {
    bench.installDead(1);
    bench.policy =
        view ->
            List.of(
                new Eviction(key(99), EvictionCause.IDLE),
                new Eviction(key(1), EvictionCause.IDLE),
                new Eviction(key(1), EvictionCause.MANUAL),
                new Eviction(key(1), EvictionCause.IDLE));
    EvictionCron cron = bench.cron();
    assertThat(cron.runNow(false).join().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(cron.statistics().ignoredSelections()).isEqualTo(3);
  }

  @Test
  void givesThePolicyTheSuggestedLimitUnlessThatIsOff() {
    AtomicReference<HotSetView> seen = new AtomicReference<>();
    bench.policy =
        view -> {
          seen.set(view);
          return List.of();
        };
    bench.install(1);
    bench.options.limitRange(10, 20);
    bench.sweep();
    assertThat(seen.get().suggestedLimit()).isEqualTo(20);
    assertThat(seen.get().peers()).isEqualTo(bench.hotSet.view());
    bench.options.adaptiveLimit(false);
    EvictionCron unlimited = bench.cron();
    unlimited.runNow(false).join();
    assertThat(seen.get().suggestedLimit()).isEqualTo(Integer.MAX_VALUE);
    assertThat(unlimited.statistics().suggestedLimit()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aSweepThatTakesTooLongLowersTheLimit() {
    bench.install(1);
    bench.options.limitRange(10, 1_000);
    EvictionCron cron = bench.cron();
    bench.store.next(
        () -> {
          bench.time.advance(Duration.ofSeconds(4));
          return true;
        });
    cron.runNow(false).join();
    assertThat(cron.statistics().suggestedLimit()).isEqualTo(250);
  }

  @Test
  void aListenerThatFailsDisturbsNothing() {
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.listener =
        event -> {
          throw new IllegalStateException("a listener that fails on purpose");
        };
    assertThat(bench.sweep().evictedInAll()).isEqualTo(1);
  }

  @Test
  void aKeepaliveOnlyPeerIsIdleButItsLiveSessionKeepsIt() {
    bench.policy = IdlePolicy.of(Duration.ofMinutes(10));
    bench.install(1);
    for (int minute = 0; minute < 10; minute++) {
      bench.store.put(Peers.status(1, 1 + minute / 2, 148L + 96L * minute, 92));
      assertThat(bench.sweep().heldBack()).isEmpty();
      bench.time.advance(Duration.ofMinutes(1));
    }
    assertThat(bench.sweep().heldBack()).isEqualTo(Map.of(HoldReason.YOUNG_SESSION, 1));
    bench.options.acceptSessionLoss().losslessFloor(Duration.ofSeconds(15));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
  }
}
