package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Initiations of strangers that wait for the replay memory's answer, in the only place. */
@Timeout(120)
class ReplayGateTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Tai64n TIMESTAMP = Tai64n.of(5, 0);
  private static final ReplayVerdict.Behind BEHIND =
      new ReplayVerdict.Behind(Tai64n.of(9, 0), true);
  private static final long LONG = Duration.ofHours(1).toNanos();

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final TimestampResets resets = mock(TimestampResets.class);
  private final ClocksBehind clocksBehind = mock(ClocksBehind.class);
  private final List<Demand.Initiation> passed = new ArrayList<>();
  private final List<Boolean> resumptions = new ArrayList<>();
  private final List<Outcome> refused = new ArrayList<>();
  private final ReplayGate gate =
      gate(
          (initiation, opened, resumed) -> {
            assertThat(initiation.accepted()).isTrue();
            passed.add(initiation);
            resumptions.add(resumed);
          });

  private ReplayGate gate(ReplayGate.Passed receiver) {
    ProvisioningOptions options =
        ProvisioningOptions.builder().maxPending(1).strangersShare(1).build();
    PendingPeers pending =
        new PendingPeers(
            new FlightShares(options, key -> false),
            hotSet,
            new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1)),
            new FirstPackets(FirstPacketStrategy.WAIT, false),
            null,
            time);
    return new ReplayGate(
        new ReplayChecks(memory, time, DEADLINE, time),
        resets,
        clocksBehind,
        hotSet,
        pending,
        key -> false,
        receiver,
        (initiation, key, outcome, reason) -> {
          assertThat(initiation.accepted()).as("a refused one may be a recording").isFalse();
          refused.add(outcome);
        });
  }

  private CompletableFuture<ReplayVerdict> ask(ReplayGate of) {
    CompletableFuture<ReplayVerdict> answer = new CompletableFuture<>();
    when(memory.judge(any(), any())).thenReturn(answer);
    accept(of);
    return answer;
  }

  private static void accept(ReplayGate gate) {
    gate.accept(
        new Demand.Initiation(new TestPacket(new byte[148], 0), new ManualPacketSource(), key(1)),
        new InitiationResult.Opened(key(1), TIMESTAMP, 1));
  }

  @Test
  void theNextOneWaitsWhenTheFirstIsJudged() throws Exception {
    CompletableFuture<ReplayVerdict> first = ask(gate);
    CompletableFuture<ReplayVerdict> second = ask(gate);
    assertThat(refused).as("while the first waits").containsExactly(Outcome.PENDING_FULL);
    first.complete(ReplayVerdict.NEWER);
    assertThat(passed).hasSize(1);
    assertThat(second).as("refused already").isNotDone();

    CompletableFuture<ReplayVerdict> third = ask(gate);
    assertThat(refused).as("after the first").hasSize(1);
    third.complete(ReplayVerdict.REPLAYED);
    assertThat(refused).containsExactly(Outcome.PENDING_FULL, Outcome.REPLAYED);
  }

  @Test
  void closingWaitsForTheVerdictAndNoLonger() throws Exception {
    assertThat(gate.awaitNone(LONG)).as("none waits").isEqualTo(LONG);
    CompletableFuture<ReplayVerdict> answer = ask(gate);
    Waiting closing = Waiting.of(() -> gate.awaitNone(LONG));
    answer.complete(ReplayVerdict.NEWER);
    closing.ends();
    assertThat(passed).hasSize(1);
    assertThat(gate.awaitNone(LONG)).as("none waits any more").isEqualTo(LONG);
  }

  @Test
  void anInitiationThatCannotBeProcessedIsRefusedAndNotWaitedFor() throws Exception {
    ReplayGate broken =
        gate(
            (initiation, opened, resumed) -> {
              throw new IllegalStateException("on purpose");
            });
    ask(broken).complete(ReplayVerdict.NEWER);
    assertThat(refused).containsExactly(Outcome.INTERNAL_ERROR);
    assertThat(broken.awaitNone(LONG)).isEqualTo(LONG);
  }

  @Test
  void withoutAVerdictAnInitiationIsRefusedAtTheDeadline() {
    CompletableFuture<ReplayVerdict> unused = ask(gate);
    time.advance(DEADLINE);
    assertThat(refused).containsExactly(Outcome.REPLAY_UNKNOWN);
  }

  @Test
  void aVerdictAtOnceNeedsNoPlace() {
    CompletableFuture<ReplayVerdict> unused = ask(gate);
    when(memory.judge(any(), any()))
        .thenReturn(CompletableFuture.completedFuture(ReplayVerdict.NEWER));
    accept(gate);
    assertThat(resumptions).containsExactly(false);
    assertThat(refused).isEmpty();
  }

  @Test
  void aResumedInitiationPassesWhenItsPeerWasTakenOff() {
    CompletableFuture<Boolean> takenOff = new CompletableFuture<>();
    when(resets.takeOff(key(1))).thenReturn(takenOff);
    ask(gate).complete(ReplayVerdict.RESUMED);
    assertThat(resumptions).as("the peer is still there").isEmpty();
    takenOff.complete(true);
    assertThat(resumptions).containsExactly(true);
  }

  @Test
  void aForeignPeersInitiationIsLeftToTheDataPlane() {
    Listing listing = hotSet.beginListing();
    listing.accept(status(1, 0, 0, 0));
    listing.finish(ListingResult.of(1, true));
    ask(gate).complete(BEHIND);
    assertThat(refused).containsExactly(Outcome.ALREADY_RESIDENT);
    verifyNoInteractions(clocksBehind);
  }

  /** Lets an initiation be judged behind, and then again with the given answer. */
  private void judgedAgain(CompletableFuture<ReplayVerdict> again) {
    CompletableFuture<Boolean> reset = new CompletableFuture<>();
    when(clocksBehind.refused(key(1), TIMESTAMP, BEHIND)).thenReturn(reset);
    ask(gate).complete(BEHIND);
    assertThat(passed).isEmpty();
    assertThat(refused).as("the control plane decides").isEmpty();
    when(memory.judge(key(1), TIMESTAMP)).thenReturn(again);
    reset.complete(true);
  }

  @Test
  void afterAResetAnInitiationPassesAsResumed() {
    judgedAgain(CompletableFuture.completedFuture(ReplayVerdict.NEWER));
    assertThat(resumptions).containsExactly(true);
    assertThat(refused).isEmpty();
  }

  @Test
  void afterAResetAReplayIsRefused() {
    judgedAgain(CompletableFuture.completedFuture(BEHIND));
    assertThat(refused).containsExactly(Outcome.REPLAYED);
    assertThat(passed).isEmpty();
  }

  @Test
  void withoutASecondVerdictAnInitiationIsRefused() {
    judgedAgain(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    assertThat(refused).containsExactly(Outcome.REPLAYED);
    assertThat(passed).isEmpty();
  }

  @Test
  void withoutAResetAnInitiationIsRefusedAndNotJudgedAgain() {
    when(clocksBehind.refused(key(1), TIMESTAMP, BEHIND))
        .thenReturn(CompletableFuture.completedFuture(false));
    ask(gate).complete(BEHIND);
    assertThat(refused).containsExactly(Outcome.REPLAYED);
    verify(memory).judge(key(1), TIMESTAMP);
  }

  @Test
  void aResetThatFailsRefusesTheInitiation() {
    when(clocksBehind.refused(key(1), TIMESTAMP, BEHIND))
        .thenReturn(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    ask(gate).complete(BEHIND);
    assertThat(refused).containsExactly(Outcome.REPLAYED);
  }
}
