package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.eviction.CronBench.EVERYBODY;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.hotset.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The order of a sweep's steps, and the threads on which they run. */
class SweepOrderTest {
  private final CronBench bench = new CronBench();

  private void installUntil(int number, Duration left) {
    bench.hotSet.installed(
        Peers.config(number).toBuilder().expiresAt(bench.time.wallTime().plus(left)).build());
    bench.store.put(status(number, 0, 0, 0));
  }

  /** One peer expires right now, one has expired before, and one expires later. */
  private void threeThatExpire() {
    installUntil(1, Duration.ofMinutes(30));
    installUntil(2, Duration.ofMinutes(20));
    installUntil(3, Duration.ofMinutes(40));
    bench.time.advance(Duration.ofMinutes(30));
  }

  @Test
  void theDeviceIsCheckedForAReplacementBeforeItIsListed() {
    bench.store.next(
        () -> {
          assertThat(bench.refreshes).isOne();
          return true;
        });
    bench.sweep();
    assertThat(bench.refreshes).isOne();
  }

  @Test
  void aDryRunCountsExpiredPeersOnceAndLeavesThem() {
    threeThatExpire();
    bench.policy = EVERYBODY;
    SweepReport report = bench.cron().runNow(true).join();
    assertThat(report.evicted()).isEqualTo(Map.of(EvictionCause.EXPIRED, 2, EvictionCause.IDLE, 1));
    assertThat(bench.evictor.calls()).isZero();
    assertThat(bench.store.size()).isEqualTo(3);
  }

  @Test
  void expiredPeersGoBeforeTheDeviceIsListed() {
    threeThatExpire();
    List<Boolean> there = new ArrayList<>();
    bench.store.next(
        () -> {
          there.add(bench.store.has(1));
          there.add(bench.store.has(2));
          there.add(bench.store.has(3));
          return true;
        });
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.EXPIRED, 2));
    assertThat(there).containsExactly(false, false, true);
  }

  @Test
  void whatLatePoliciesSelectIsEvictedOnTheExecutor() {
    List<Runnable> sweeping = new ArrayList<>();
    List<Runnable> selecting = new ArrayList<>();
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.executor = sweeping::add;
    bench.policyExecutor = selecting::add;
    CompletableFuture<SweepReport> report = bench.cron().runNow(false);
    sweeping.remove(0).run();
    selecting.remove(0).run();
    assertThat(bench.evictor.calls()).as("on the policies' thread").isZero();
    sweeping.remove(0).run();
    assertThat(bench.evictor.calls()).isOne();
    assertThat(report).isNotDone();
  }

  @Test
  void whatPoliciesSelectAtOnceIsEvictedAtOnce() {
    List<Runnable> sweeping = new ArrayList<>();
    bench.installDead(1);
    bench.policy = EVERYBODY;
    bench.executor = sweeping::add;
    CompletableFuture<SweepReport> unused = bench.cron().runNow(false);
    sweeping.remove(0).run();
    assertThat(bench.evictor.calls()).isOne();
  }

  @Test
  void aListingIsActedOnForFifteenSeconds() {
    bench.policy = EVERYBODY;
    bench.installDead(1);
    bench.evictor.before(() -> bench.time.advance(Sweep.LISTING_HOLDS.plusNanos(1)));
    assertThat(bench.sweep().evicted()).isEmpty();
    bench.time.advance(Duration.ofMinutes(30));
    bench.evictor.before(() -> bench.time.advance(Sweep.LISTING_HOLDS));
    assertThat(bench.sweep().evicted()).isEqualTo(Map.of(EvictionCause.IDLE, 1));
  }
}
