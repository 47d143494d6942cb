package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How peers that were found on the device become evictable. */
class AdoptionTest {
  private static final Duration GRACE = Duration.ofMinutes(10);

  /** Up to a second until the first question, and at most 30 ms until each further one. */
  private static final Duration ROUND = Duration.ofMillis(1_200);

  private final CronBench bench = new CronBench();

  private void find(int... numbers) {
    for (int number : numbers) {
      bench.store.put(status(number, 1, 0, 0));
    }
  }

  /** Sweeps, and leaves time for a few questions of the round that follows. */
  private SweepReport sweepAndAsk(EvictionCron cron) {
    SweepReport report = cron.runNow(false).join();
    bench.time.advance(ROUND);
    return report;
  }

  private PeerOrigin origin(int number) {
    return bench.hotSet.find(key(number)).orElseThrow().origin();
  }

  @Test
  void aFoundPeerThatTheControlPlaneKnowsIsAdoptedAfterTheGraceAndThenEvicted() {
    find(1);
    bench.controlPlane.knows(Peers.config(1));
    bench.policy = EVERYBODY;
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    bench.time.advance(GRACE.minusNanos(1));
    assertThat(cron.runNow(false).join().heldBack()).isEqualTo(Map.of(HoldReason.FOREIGN, 1));
    assertThat(bench.controlPlane.asked()).isEmpty();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(sweepAndAsk(cron).heldBack()).isEqualTo(Map.of(HoldReason.FOREIGN, 1));
    assertThat(origin(1)).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(cron.statistics().adopted()).isEqualTo(1);
    assertThat(cron.runNow(false).join().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
    assertThat(bench.store.size()).isZero();
  }

  @Test
  void oneThatItDoesNotKnowStaysForeignAndIsAskedAboutEverLessOften() {
    find(1);
    bench.policy = EVERYBODY;
    EvictionCron cron = bench.cron();
    cron.start();
    bench.time.advance(Duration.ofDays(3));
    assertThat(origin(1)).isEqualTo(PeerOrigin.FOREIGN);
    assertThat(bench.store.has(1)).isTrue();
    // Questions from minute 11 on: after 10, 20, 40, ... 1,280 minutes, which is 8 times in the
    // first 2,560 minutes, then daily; 3 days are 4,320 minutes.
    assertThat(bench.controlPlane.asked()).hasSize(10).containsOnly(key(1));
    assertThat(cron.statistics().failedAdoptionLookups()).isZero();
    bench.controlPlane.knows(Peers.config(1));
    bench.time.advance(Duration.ofDays(1).plusMinutes(2));
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void theOldestIsAskedAboutFirst() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(5);
    EvictionCron cron = bench.cron();
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.TIMEOUT, "slow on purpose"));
    sweepAndAsk(cron);
    bench.controlPlane.failsWith(null);
    bench.controlPlane.asked().clear();
    bench.time.advance(Duration.ofSeconds(1));
    find(1, 2, 3);
    sweepAndAsk(cron);
    assertThat(bench.controlPlane.asked()).hasSize(4).startsWith(key(5)).doesNotHaveDuplicates();
    sweepAndAsk(cron);
    assertThat(bench.controlPlane.asked()).hasSize(4);
  }

  @Test
  void aControlPlaneThatDoesNotAnswerEndsTheRound() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1, 2, 3);
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.UNAVAILABLE, "down on purpose"));
    EvictionCron cron = bench.cron();
    sweepAndAsk(cron);
    assertThat(bench.controlPlane.asked()).hasSize(1);
    assertThat(cron.statistics().failedAdoptionLookups()).isEqualTo(1);
    bench.controlPlane.failsWith(null);
    IntStream.rangeClosed(1, 3).forEach(i -> bench.controlPlane.knows(Peers.config(i)));
    sweepAndAsk(cron);
    assertThat(cron.statistics().adopted()).isEqualTo(3);
  }

  @Test
  void aWrongAnswerLeavesThePeerForeignAndTheOthersGetTheirTurn() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1, 2);
    bench.controlPlane.answersWith(key(1), Peers.config(9));
    bench.controlPlane.knows(Peers.config(2));
    EvictionCron cron = bench.cron();
    sweepAndAsk(cron);
    sweepAndAsk(cron);
    assertThat(origin(1)).isEqualTo(PeerOrigin.FOREIGN);
    assertThat(origin(2)).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(bench.hotSet.contains(key(9))).isFalse();
    assertThat(cron.statistics().failedAdoptionLookups()).isEqualTo(1);
    assertThat(bench.controlPlane.asked()).containsExactlyInAnyOrder(key(1), key(2));
  }

  @Test
  void oneLookupAtATimeAndOneRoundAtATime() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1, 2);
    bench.controlPlane.hangs(true);
    EvictionCron cron = bench.cron();
    sweepAndAsk(cron);
    sweepAndAsk(cron);
    assertThat(bench.controlPlane.asked()).hasSize(1);
    bench.controlPlane.hanging().get(0).complete(PeerLookup.notFound(Duration.ZERO));
    bench.time.advance(ROUND);
    assertThat(bench.controlPlane.asked()).hasSize(2);
    bench.controlPlane.hanging().get(1).complete(PeerLookup.notFound(Duration.ZERO));
    assertThat(bench.controlPlane.asked()).containsExactlyInAnyOrder(key(1), key(2));
    bench.time.advance(ProvisioningOptions.defaults().lookupDeadline());
    assertThat(bench.controlPlane.asked()).hasSize(2);
    assertThat(bench.time.scheduledTasks()).isZero();
  }

  @Test
  void notInADryRunAndNotIfTurnedOff() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1);
    bench.controlPlane.knows(Peers.config(1));
    bench.cron().runNow(true).join();
    bench.time.advance(ROUND);
    bench.options.foundPeers(FoundPeers.OURS_ONLY);
    bench.sweep();
    bench.time.advance(Duration.ofDays(1));
    bench.sweep();
    assertThat(bench.controlPlane.asked()).isEmpty();
    assertThat(origin(1)).isEqualTo(PeerOrigin.FOREIGN);
  }

  @Test
  void thousandsOfAnswersAtOnceDoNotOverflowTheStack() {
    bench.options.adoptionGrace(Duration.ZERO).adoptionRate(1_000_000);
    IntStream.range(0, 20_000)
        .forEach(
            i -> {
              find(i);
              bench.controlPlane.knows(Peers.config(i));
            });
    EvictionCron cron = bench.cron();
    SweepReport report = sweepAndAsk(cron);
    assertThat(report.listed()).isEqualTo(20_000);
    assertThat(cron.statistics().adopted()).isEqualTo(20_000);
  }

  @Test
  void aPeerThatLeftIsForgotten() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1);
    EvictionCron cron = bench.cron();
    sweepAndAsk(cron);
    PublicKey key = key(1);
    bench.store.drop(key);
    sweepAndAsk(cron);
    sweepAndAsk(cron);
    find(1);
    sweepAndAsk(cron);
    assertThat(bench.controlPlane.asked()).as("no longer refused").isEqualTo(List.of(key, key));
  }
}
