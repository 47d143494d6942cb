package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that have to go although the device cannot be listed, or nobody sweeps. */
class SilentListingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TWICE = CronBench.CONFIRMATION_TIME.multipliedBy(2);

  private final CronBench bench = new CronBench();
  private EvictionCron cron;

  @BeforeEach
  void makeReachable() {
    bench.controlPlane.seemsReachable(true);
  }

  private void start() {
    cron = bench.cron();
    cron.start();
    cron.pause();
  }

  private void installUntil(int number, Duration left) {
    PeerConfig config =
        Peers.config(number).toBuilder().expiresAt(bench.time.wallTime().plus(left)).build();
    bench.hotSet.installed(config);
    bench.store.put(status(number, 0, 0, 0));
  }

  private void find(int number) {
    bench.store.put(status(number, 0, 0, 0));
    bench.hotSet.beginListing().accept(status(number, 0, 0, 0));
    assertThat(bench.hotSet.isForeign(key(number))).isTrue();
  }

  @Test
  void expiredPeersGoAlsoWhileSweepsArePaused() {
    installUntil(1, SECOND.multipliedBy(29));
    installUntil(2, SECOND.multipliedBy(31));
    installUntil(3, SECOND);
    bench.hotSet.pins().add(key(3));
    bench.install(4);
    start();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isFalse();
    assertThat(bench.store.has(2)).as("not yet").isTrue();
    assertThat(bench.store.has(3)).as("pinned").isTrue();
    assertThat(bench.store.has(4)).as("for ever").isTrue();
    assertThat(bench.evictor.calls()).isOne();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(2)).isFalse();
    bench.time.advance(SECOND.multipliedBy(300));
    assertThat(bench.evictor.calls()).as("nobody has to be asked for").isEqualTo(2);
  }

  @Test
  void whoIsRenewedOrPinnedAtTheLastMomentStays() {
    installUntil(1, SECOND);
    installUntil(2, SECOND);
    bench.evictor.before(
        () -> {
          installUntil(1, Duration.ofHours(1));
          bench.hotSet.pins().add(key(2));
        });
    start();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isTrue();
    assertThat(bench.store.has(2)).isTrue();
  }

  @Test
  void nobodyGoesOnceTheCronIsClosed() {
    installUntil(1, SECOND);
    bench.evictor.before(() -> cron.close());
    start();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isTrue();
  }

  /** Sweeps wait for a store that does not answer; unconfirmed peers do not wait with them. */
  @Test
  void unconfirmedPeersGoIfAListingDoesNotComeBack() {
    bench.install(1, 2);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.executor = task -> {};
    start();
    assertThat(cron.runNow(false)).isNotDone();
    bench.time.advance(TWICE.plus(SECOND.multipliedBy(30)));
    assertThat(bench.store.has(1)).isFalse();
    assertThat(bench.store.has(2)).isTrue();
  }

  /** A store may take 15 s to list; looks come every 30 s. */
  @Test
  void aListingThatIsAwaitedForAMomentIsNotMissed() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.executor = task -> {};
    start();
    bench.time.advance(SECOND.multipliedBy(15).plusNanos(1));
    assertThat(cron.runNow(false)).isNotDone();
    // Another one does not wait for less because of the first.
    assertThat(cron.runNow(true)).isNotDone();
    bench.time.advance(SECOND.multipliedBy(15).minusNanos(1));
    assertThat(bench.store.has(1)).as("14.999 s").isTrue();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void aListingIsMissedAfterFifteenSeconds() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.executor = task -> {};
    start();
    bench.time.advance(SECOND.multipliedBy(15));
    assertThat(cron.runNow(false)).isNotDone();
    bench.time.advance(SECOND.multipliedBy(15));
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void unconfirmedPeersStayForTheSweepIfListingsComeBack() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    start();
    bench.time.advance(TWICE.plus(SECOND.multipliedBy(60)));
    assertThat(bench.store.has(1)).as("nobody swept").isTrue();
    assertThat(cron.runNow(true)).isCompleted();
    bench.time.advance(SECOND.multipliedBy(60));
    assertThat(bench.store.has(1)).as("the listing came back").isTrue();
  }

  @Test
  void aSweepThatCannotListEvictsWhoHadTwiceTheTime() {
    bench.install(1, 2, 4);
    find(3);
    for (int number = 1; number <= 3; number++) {
      bench.hotSet.unconfirmed().expect(key(number));
    }
    bench.hotSet.pins().add(key(2));
    EvictionCron sweeping = bench.cron();
    bench.time.advance(TWICE.minusNanos(1));
    assertFails(sweeping, false);
    assertThat(bench.store.has(1)).as("not twice").isTrue();
    bench.time.advance(Duration.ofNanos(1));
    assertFails(sweeping, true);
    assertThat(bench.store.has(1)).as("a dry run").isTrue();

    assertFails(sweeping, false);

    assertThat(bench.store.has(1)).isFalse();
    assertThat(bench.store.has(2)).as("pinned").isTrue();
    assertThat(bench.store.has(3)).as("somebody else's").isTrue();
    assertThat(bench.store.has(4)).as("not expected to").isTrue();
  }

  private void assertFails(EvictionCron sweeping, boolean dryRun) {
    bench.store.next(
        () -> {
          throw new StoreException("on purpose");
        });
    assertThat(sweeping.runNow(dryRun))
        .as("it fails with the store's failure, whoever was evicted")
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(StoreException.class)
        .withMessage("on purpose");
  }

  @Test
  void whoConfirmedItselfMeanwhileStays() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.evictor.before(
        () -> {
          var listing = bench.hotSet.beginListing();
          listing.accept(status(1, 5, 0, 0));
          listing.finish(ListingResult.of(1, true));
        });
    assertFails(bench.cron(), false);
    assertThat(bench.evictor.calls()).isOne();
    assertThat(bench.store.has(1)).isTrue();
  }

  @Test
  void nobodyIsEvictedForAMissedListingOnceTheCronIsClosed() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.evictor.before(() -> cron.close());
    bench.executor = task -> {};
    start();
    assertThat(cron.runNow(false)).isNotDone();
    bench.time.advance(SECOND.multipliedBy(30));
    assertThat(bench.evictor.calls()).isOne();
    assertThat(bench.store.has(1)).isTrue();
  }

  @Test
  void aSweepThatCannotBeginMissesNoListing() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.executor =
        task -> {
          throw new IllegalStateException("on purpose");
        };
    start();
    assertThat(cron.runNow(false)).isCompletedExceptionally();
    bench.time.advance(SECOND.multipliedBy(60));
    assertThat(bench.store.has(1)).isTrue();
  }

  @Test
  void aListingThatCameBackIsNotMissedWhilePoliciesAreAwaited() {
    bench.install(1);
    bench.hotSet.unconfirmed().expect(key(1));
    bench.time.advance(TWICE);
    bench.policyExecutor = task -> {};
    start();
    bench.time.advance(SECOND.multipliedBy(14));
    bench.store.next(
        () -> {
          bench.time.advance(SECOND.multipliedBy(2));
          return true;
        });
    assertThat(cron.runNow(true)).isNotDone();
    bench.time.advance(SECOND.multipliedBy(14));
    assertThat(bench.store.has(1)).isTrue();
  }
}
