package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The orchestrator closes while initiations wait to be judged. Closing waits for them, and then
 * they end.
 */
@Timeout(60)
class ReplayClosingTest {
  private static final ProvisioningOptions PATIENT =
      ProvisioningOptions.builder().closeDeadline(Duration.ofSeconds(50)).build();
  private static final ProvisioningOptions IMPATIENT =
      ProvisioningOptions.builder().closeDeadline(Duration.ZERO).build();

  private final Harness.Setup setup = Harness.setup();
  private final Silent silent = new Silent();

  /**
   * A replay memory that answers when the test says so, and leaves open calls open when it is
   * closed.
   */
  private static final class Silent implements ReplayMemory {
    private final List<CompletableFuture<Boolean>> asked = new ArrayList<>();

    private CompletableFuture<Boolean> ask() {
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    @Override
    public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
      return ask();
    }

    @Override
    public CompletionStage<Boolean> forget(PublicKey key) {
      return ask();
    }
  }

  private Harness start(ProvisioningOptions options) throws Exception {
    setup.provisioning = options;
    return setup.start();
  }

  /** Closes on another thread, and returns when that thread waits. */
  private static Thread closing(Harness h) {
    Thread thread = new Thread(h.orchestrator::close);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).as("it waits").isTrue();
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void whoWaitsForTheMemoryIsWaitedFor() throws Exception {
    setup.replayMemory = silent;
    try (Harness h = start(PATIENT)) {
      TestPacket packet = h.sendAndRun(h.knownClient(1));
      Thread closing = closing(h);
      silent.asked.get(0).complete(true);
      h.stages.runAll();
      closing.join();
      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void whoWaitsForAClockToBeForgivenIsWaitedFor() throws Exception {
    setup.replay = ReplayOptions.builder().policy(ReplayPolicy.ALLOW_CLOCK_RESET).build();
    try (Harness h = start(PATIENT)) {
      PrivateKey client = h.newClient();
      PeerConfig config =
          FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
              .clockUnreliable(true)
              .build();
      h.control.put(config, Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
      h.control.answeringByHand();
      TestPacket fallen = h.source.deliver(h.initiation(client, Tai64n.of(1_000, 0)));
      h.stages.runAll();
      assertThat(fallen.outcome()).isNull();

      Thread closing = closing(h);
      FakePeerConfigSource.Question question = h.control.lastQuestion();
      h.control.answeringAtOnce();
      question.found(config);
      h.stages.runAll();
      closing.join();
      assertThat(fallen.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void aMemoryThatLeavesItsAnswersOpenHoldsNoPacket() throws Exception {
    setup.replayMemory = silent;
    Harness h = start(IMPATIENT);
    TestPacket packet = h.sendAndRun(h.knownClient(1));
    h.close();

    assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(h.count(Outcome.CLOSED)).isOne();
    silent.asked.get(0).complete(true);
    assertThat(h.count(Outcome.CLOSED)).as("too late").isOne();
  }

  @Test
  void norWhoeverForgetsATimestamp() throws Exception {
    setup.replayMemory = silent;
    Harness h = start(IMPATIENT);
    CompletableFuture<Boolean> forgotten =
        h.orchestrator.forgetTimestamp(h.newClient().publicKey());
    h.stages.runAll();
    assertThat(forgotten).isNotDone();
    h.close();

    assertThat(forgotten).isCompletedExceptionally();
  }
}
