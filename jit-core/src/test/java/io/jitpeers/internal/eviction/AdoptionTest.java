package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.EvictionCause;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerOrigin;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How found peers become evictable. */
class AdoptionTest {
  private static final Duration GRACE = Duration.ofMinutes(10);

  private final CronBench bench = new CronBench();

  private void find(int... numbers) {
    for (int number : numbers) {
      bench.store.put(status(number, 1, 0, 0));
    }
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
    assertThat(cron.runNow(false).join().heldBack()).isEqualTo(Map.of(HoldReason.FOREIGN, 1));
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
    // From minute 11 on: after 10, 20, 40, ... 1,280 minutes, which is 8 times in the first
    // 2,560 minutes, then daily; 3 days are 4,320.
    assertThat(bench.controlPlane.asked()).hasSize(10).containsOnly(key(1));
    assertThat(cron.statistics().failedAdoptionLookups()).isZero();
    bench.controlPlane.knows(Peers.config(1));
    bench.time.advance(Duration.ofDays(1).plusMinutes(2));
    assertThat(bench.store.has(1)).isFalse();
  }

  @Test
  void lookupsArePacedOldestFirst() {
    bench.options.adoptionGrace(Duration.ZERO).adoptionLookupsPerSweep(2);
    find(5);
    EvictionCron cron = bench.cron();
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.TIMEOUT, "slow on purpose"));
    cron.runNow(false).join();
    bench.controlPlane.failsWith(null);
    bench.controlPlane.asked().clear();
    bench.time.advance(Duration.ofSeconds(1));
    find(1, 2, 3);
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).hasSize(2).startsWith(key(5));
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).hasSize(4).doesNotHaveDuplicates();
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).hasSize(4);
  }

  @Test
  void aControlPlaneThatDoesNotAnswerEndsTheRound() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1, 2, 3);
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.UNAVAILABLE, "down on purpose"));
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).hasSize(1);
    assertThat(cron.statistics().failedAdoptionLookups()).isEqualTo(1);
    bench.controlPlane.failsWith(null);
    IntStream.rangeClosed(1, 3).forEach(i -> bench.controlPlane.knows(Peers.config(i)));
    cron.runNow(false).join();
    assertThat(cron.statistics().adopted()).isEqualTo(3);
  }

  @Test
  void aWrongAnswerLeavesThePeerForeignAndTheOthersGetTheirTurn() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1, 2);
    bench.controlPlane.answersWith(key(1), Peers.config(9));
    bench.controlPlane.knows(Peers.config(2));
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    cron.runNow(false).join();
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
    cron.runNow(false).join();
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).hasSize(1);
    bench.controlPlane.hanging().get(0).complete(new PeerLookup.NotFound(Duration.ZERO));
    assertThat(bench.controlPlane.asked()).hasSize(2);
    bench.controlPlane.hanging().get(1).complete(new PeerLookup.NotFound(Duration.ZERO));
    assertThat(bench.controlPlane.asked()).containsExactlyInAnyOrder(key(1), key(2));
    assertThat(bench.time.scheduledTasks()).isZero();
  }

  @Test
  void notInADryRunAndNotIfTurnedOff() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1);
    bench.controlPlane.knows(Peers.config(1));
    bench.cron().runNow(true).join();
    bench.options.adoptFound(false);
    bench.sweep();
    bench.time.advance(Duration.ofDays(1));
    bench.sweep();
    assertThat(bench.controlPlane.asked()).isEmpty();
    assertThat(origin(1)).isEqualTo(PeerOrigin.FOREIGN);
  }

  @Test
  void thousandsOfAnswersAtOnceDoNotOverflowTheStack() {
    bench.options.adoptionGrace(Duration.ZERO).adoptionLookupsPerSweep(20_000);
    IntStream.range(0, 20_000)
        .forEach(
            i -> {
              find(i);
              bench.controlPlane.knows(Peers.config(i));
            });
    EvictionCron cron = bench.cron();
    SweepReport report = cron.runNow(false).join();
    assertThat(report.listed()).isEqualTo(20_000);
    assertThat(cron.statistics().adopted()).isEqualTo(20_000);
  }

  @Test
  void aPeerThatLeftIsForgotten() {
    bench.options.adoptionGrace(Duration.ZERO);
    find(1);
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    PublicKey key = key(1);
    bench.store.drop(key);
    cron.runNow(false).join();
    cron.runNow(false).join();
    find(1);
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).as("no longer refused").isEqualTo(List.of(key, key));
  }
}
