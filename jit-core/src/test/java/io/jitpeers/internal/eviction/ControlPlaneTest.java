package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which peers stay on the device while the control plane cannot be reached. */
class ControlPlaneTest {
  private final CronBench bench = new CronBench();

  @BeforeEach
  void onePeerForEachCause() {
    bench.installDead(1, 2, 3, 4, 5, 6);
    EvictionCause[] causes = EvictionCause.values();
    bench.policy =
        view ->
            List.of(
                new Eviction(key(1), causes[0]),
                new Eviction(key(2), causes[1]),
                new Eviction(key(3), causes[2]),
                new Eviction(key(4), causes[3]),
                new Eviction(key(5), causes[4]),
                new Eviction(key(6), causes[5]));
    bench.controlPlane.seemsReachable(false);
  }

  private static void assertOnlyTheUnwantedWent(SweepReport report) {
    assertThat(report.heldBack()).isEqualTo(Map.of(HoldReason.CONTROL_PLANE_UNREACHABLE, 3));
    assertThat(report.evicted())
        .isEqualTo(
            Map.of(EvictionCause.EXPIRED, 1, EvictionCause.REVOKED, 1, EvictionCause.MANUAL, 1));
  }

  @Test
  void whoeverCouldNotBeBroughtBackStays() {
    bench.controlPlane.failsWith(
        new LookupException(LookupException.Reason.UNAVAILABLE, "down on purpose"));
    EvictionCron cron = bench.cron();
    assertOnlyTheUnwantedWent(cron.runNow(false).join());
    assertThat(cron.statistics().failedProbes()).isEqualTo(1);
    assertThat(bench.controlPlane.asked()).containsExactly(key(1));
  }

  @Test
  void oneThatIsReachableIsNotProbed() {
    bench.controlPlane.seemsReachable(true);
    assertThat(bench.sweep().evictedInAll()).isEqualTo(6);
    assertThat(bench.controlPlane.asked()).isEmpty();
  }

  @Test
  void anyAnswerShowsThatItCanBeReachedAgain() {
    assertThat(bench.sweep().evictedInAll()).as("not found").isEqualTo(6);
    assertThat(bench.controlPlane.asked()).hasSize(1);
  }

  @Test
  void aFoundPeerShowsItToo() {
    bench.controlPlane.knows(Peers.config(1));
    assertThat(bench.sweep().evictedInAll()).isEqualTo(6);
  }

  @Test
  void oneThatHangsIsGivenUpAtTheDeadline() {
    bench.controlPlane.hangs(true);
    CompletableFuture<SweepReport> sweep = bench.cron().runNow(false);
    bench.time.advance(ProvisioningOptions.defaults().lookupDeadline().minusNanos(1));
    assertThat(sweep).isNotDone();
    bench.time.advance(Duration.ofNanos(1));
    assertThat(sweep).isDone();
    assertOnlyTheUnwantedWent(sweep.join());
    assertThat(bench.controlPlane.hanging().get(0)).isCancelled();
  }

  @Test
  void oneThatAnswersLateIsWaitedForWithoutBlocking() {
    bench.controlPlane.hangs(true);
    CompletableFuture<SweepReport> sweep = bench.cron().runNow(false);
    assertThat(sweep).isNotDone();
    bench.controlPlane.hanging().get(0).complete(PeerLookup.notFound(Duration.ZERO));
    assertThat(sweep.join().evictedInAll()).isEqualTo(6);
    bench.time.advance(ProvisioningOptions.defaults().lookupDeadline());
    assertThat(bench.time.scheduledTasks()).as("no deadline is left").isZero();
  }

  @Test
  void aSourceThatThrowsCannotBeReached() {
    bench.controlPlane.throwsAtOnce(new IllegalStateException("a source that fails on purpose"));
    assertOnlyTheUnwantedWent(bench.sweep());
  }

  @Test
  void aSourceThatAnswersNullCannotBeReached() {
    bench.controlPlane.hangs(true);
    CompletableFuture<SweepReport> sweep = bench.cron().runNow(false);
    bench.controlPlane.hanging().get(0).complete(null);
    assertOnlyTheUnwantedWent(sweep.join());
  }

  @Test
  void noProbeIfNobodyWouldHaveToBeBroughtBack() {
    PublicKey expired = key(4);
    bench.policy = view -> List.of(new Eviction(expired, EvictionCause.EXPIRED));
    assertThat(bench.sweep().evictedInAll()).isEqualTo(1);
    assertThat(bench.controlPlane.asked()).isEmpty();
  }
}
