package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
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
  private static final long LONG = Duration.ofHours(1).toNanos();

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final List<Demand.Initiation> passed = new ArrayList<>();
  private final List<Outcome> refused = new ArrayList<>();
  private final ReplayGate gate = gate((initiation, opened, resumed) -> passed.add(initiation));

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
        null,
        null,
        hotSet,
        pending,
        key -> false,
        receiver,
        (initiation, key, outcome) -> refused.add(outcome));
  }

  private CompletableFuture<ReplayVerdict> ask(ReplayGate of) {
    CompletableFuture<ReplayVerdict> answer = new CompletableFuture<>();
    when(memory.judge(any(), any())).thenReturn(answer);
    of.accept(
        new Demand.Initiation(new TestPacket(new byte[148], 0), new ManualPacketSource(), key(1)),
        new InitiationResult.Opened(key(1), Tai64n.of(5, 0), 1));
    return answer;
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
}
