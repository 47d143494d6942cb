package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** A restart with many peers does not overload the control plane. */
class AdoptionPaceTest {
  private static final int FOUND = 10_000;
  private static final int RATE = 50;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final CronBench bench = restarted(1);

  /** Returns a gateway that was just started, with peers that the control plane knows. */
  private static CronBench restarted(long seed) {
    CronBench bench = new CronBench();
    bench.seed = seed;
    bench.options.adoptionGrace(Duration.ZERO);
    for (int i = 0; i < FOUND; i++) {
      bench.store.put(status(i, 1, 0, 0));
      bench.controlPlane.knows(Peers.config(i));
    }
    return bench;
  }

  /** Advances the time in small steps, and returns when each question was asked. */
  private static List<Long> askedAt(CronBench bench, Duration during) {
    List<Long> times = new ArrayList<>();
    long end = bench.time.nanoTime() + during.toNanos();
    while (bench.time.nanoTime() < end) {
      bench.time.advance(Duration.ofNanos(100_000));
      while (times.size() < bench.controlPlane.asked().size()) {
        times.add(bench.time.nanoTime());
      }
    }
    return times;
  }

  /** Returns the largest number of the given times that fall into one second. */
  private static int mostInASecond(List<Long> times) {
    int most = 0;
    for (int from = 0, to = 0; to < times.size(); to++) {
      while (times.get(to) - times.get(from) > SECOND) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  @Test
  void tenThousandFoundPeersAreAskedAboutNoFasterThanTheRate() {
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    assertThat(bench.controlPlane.asked()).isEmpty();

    List<Long> times = askedAt(bench, Duration.ofSeconds(301));

    assertThat(cron.statistics().adopted()).isEqualTo(FOUND);
    assertThat(bench.controlPlane.asked()).hasSize(FOUND).doesNotHaveDuplicates();
    assertThat(mostInASecond(times)).isBetween(RATE * 3 / 5, RATE + 1);
    // 25 ms apart on average: slower than allowed, and not in a fixed rhythm.
    assertThat(times.get(FOUND - 1) - times.get(0)).isBetween(245 * SECOND, 255 * SECOND);
    Set<Long> gaps = new HashSet<>();
    for (int i = 1; i < 500; i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    assertThat(gaps).hasSizeGreaterThan(50);
  }

  @Test
  void timeThatASlowControlPlaneTookIsNotMadeUpFor() {
    AdoptionPace pace =
        new AdoptionPace(RATE, RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    pace.beginRound(0);
    pace.asked(SECOND);
    pace.asked(10 * SECOND);

    Duration interval = Duration.ofSeconds(1).dividedBy(RATE);
    assertThat(pace.untilNext(10 * SECOND))
        .isBetween(interval, interval.multipliedBy(3).dividedBy(2));
  }

  /** Every random part is half of the most that it may be. */
  private static AdoptionPace halfway() {
    return new AdoptionPace(1, () -> Long.MIN_VALUE);
  }

  @Test
  void theFirstRoundBeginsWithinASecondWhateverTheClockSays() {
    AdoptionPace pace = halfway();
    pace.beginRound(-10 * SECOND);
    assertThat(pace.untilNext(-10 * SECOND)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aLaterRoundWaitsForTheIntervalOrForItsOwnSpread() {
    AdoptionPace pace = halfway();
    pace.asked(0);
    assertThat(pace.untilNext(0)).isEqualTo(Duration.ofMillis(1_250));
    pace.beginRound(SECOND / 2);
    assertThat(pace.untilNext(SECOND / 2)).as("interval").isEqualTo(Duration.ofMillis(750));
    pace.beginRound(10 * SECOND);
    assertThat(pace.untilNext(10 * SECOND)).as("spread").isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aSecondSweepDoesNotHurryTheRoundNorBeginAnother() {
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    List<Long> times = new ArrayList<>(askedAt(bench, Duration.ofSeconds(3)));
    cron.runNow(false).join();
    askedAt(bench, Duration.ofSeconds(3));

    assertThat(times).isNotEmpty();
    assertThat(bench.controlPlane.asked()).hasSizeLessThanOrEqualTo(6 * RATE + 1);
    assertThat(bench.time.scheduledTasks())
        .as("the round, and the lookups' deadlines")
        .isEqualTo(2);
  }

  @Test
  void gatewaysThatWereRestartedTogetherAreNotInStep() {
    CronBench other = restarted(2);
    bench.cron().runNow(false).join();
    other.cron().runNow(false).join();

    Set<Long> both = new HashSet<>(askedAt(bench, Duration.ofSeconds(10)));
    int first = both.size();
    List<Long> others = askedAt(other, Duration.ofSeconds(10));
    both.retainAll(others);

    assertThat(first).isGreaterThan(300);
    assertThat(others).hasSizeGreaterThan(300);
    assertThat(both.size()).as("questions at the same time").isLessThan(30);
  }

  @Test
  void aControlPlaneThatGoesAwayEndsTheRoundAndTheNextSweepGoesOn() {
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    askedAt(bench, Duration.ofSeconds(10));
    long adopted = cron.statistics().adopted();
    assertThat(adopted).isBetween(200L, 500L);
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.UNAVAILABLE, "down on purpose"));
    int asked = bench.controlPlane.asked().size();

    bench.time.advance(Duration.ofMinutes(5));
    assertThat(bench.controlPlane.asked()).hasSize(asked + 1);
    assertThat(bench.time.scheduledTasks()).isZero();

    bench.controlPlane.failsWith(null);
    cron.runNow(false).join();
    bench.time.advance(Duration.ofMinutes(6));
    assertThat(cron.statistics().adopted()).isEqualTo(FOUND);
    assertThat(cron.statistics().failedAdoptionLookups()).isEqualTo(1);
  }

  @Test
  void closingInMidRoundAsksNoMore() {
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    askedAt(bench, Duration.ofSeconds(2));
    int asked = bench.controlPlane.asked().size();
    assertThat(asked).isPositive();

    cron.close();
    bench.time.advance(Duration.ofMinutes(10));

    assertThat(bench.controlPlane.asked()).hasSize(asked);
    assertThat(bench.time.scheduledTasks()).isZero();
  }

  @Test
  void closingGivesTheOpenQuestionUp() {
    bench.controlPlane.hangs(true);
    EvictionCron cron = bench.cron();
    cron.runNow(false).join();
    bench.time.advance(Duration.ofSeconds(1));
    assertThat(bench.controlPlane.hanging()).hasSize(1);

    cron.close();

    assertThat(bench.controlPlane.hanging().get(0)).isCancelled();
    assertThat(cron.statistics().failedAdoptionLookups()).isZero();
    bench.time.advance(ProvisioningOptions.defaults().lookupDeadline());
    assertThat(bench.controlPlane.asked()).hasSize(1);
    assertThat(bench.time.scheduledTasks()).isZero();
  }
}
