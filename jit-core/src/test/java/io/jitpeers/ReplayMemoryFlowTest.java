package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A remote replay memory, whose answers arrive when the test gives them, or never. */
class ReplayMemoryFlowTest {
  private final Far far = new Far();

  private static final class Far implements ReplayMemory {
    private final List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    private final List<PublicKey> kept = new ArrayList<>();
    private final List<CompletableFuture<Boolean>> epochs = new ArrayList<>();
    private boolean accepts;
    private boolean closed;

    @Override
    public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
      if (accepts) {
        return CompletableFuture.completedFuture(true);
      }
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      asked.add(answer);
      return answer;
    }

    @Override
    public CompletionStage<Boolean> epoch(PublicKey key, long epoch) {
      if (epoch == 0) {
        return CompletableFuture.completedFuture(false);
      }
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      epochs.add(answer);
      return answer;
    }

    @Override
    public void protect(PublicKey key) {
      kept.add(key);
    }

    @Override
    public void close() {
      closed = true;
      asked.forEach(answer -> answer.completeExceptionally(new IOException("closed")));
    }
  }

  private Harness start() throws Exception {
    return start(ProvisioningOptions.defaults());
  }

  private Harness start(ProvisioningOptions options) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.replayMemory = far;
    setup.provisioning = options;
    return setup.start();
  }

  private static void assertUnknown(Harness h, TestPacket packet) {
    assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(h.count(Outcome.REPLAY_UNKNOWN)).isOne();
    assertThat(h.control.questions()).as("nothing is asked about it").isEmpty();
  }

  @Test
  void anAnswerThatComesLaterDecides() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket fresh = h.sendAndRun(client);
      assertThat(h.control.questions()).isEmpty();
      far.asked.get(0).complete(true);
      h.stages.runAll();
      assertThat(fresh.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(far.kept).containsExactly(client.publicKey());

      TestPacket replay = h.sendAndRun(h.knownClient(2));
      far.asked.get(1).complete(false);
      h.stages.runAll();
      assertThat(replay.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.REPLAYED)).isOne();
    }
  }

  @Test
  void aMemoryThatFailsLetsNobodyIn() throws Exception {
    try (Harness h = start()) {
      TestPacket packet = h.sendAndRun(h.knownClient(1));
      far.asked.get(0).completeExceptionally(new IOException("connection reset"));
      h.stages.runAll();
      assertUnknown(h, packet);
    }
  }

  @Test
  void aMemoryThatThrowsLetsNobodyIn() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.replayMemory =
        (key, timestamp) -> {
          throw new IllegalStateException("not connected");
        };
    try (Harness h = setup.start()) {
      assertUnknown(h, h.sendAndRun(h.knownClient(1)));
    }
  }

  @Test
  void noAnswerInTimeIsAFailure() throws Exception {
    try (Harness h = start()) {
      TestPacket packet = h.sendAndRun(h.knownClient(1));
      h.time.advance(ProvisioningOptions.defaults().lookupDeadline());
      h.stages.runAll();
      assertUnknown(h, packet);
      far.asked.get(0).complete(true);
      h.stages.runAll();
      assertThat(h.control.questions()).as("an answer that is too late").isEmpty();
    }
  }

  @Test
  void onlySoManyWait() throws Exception {
    try (Harness h = start(ProvisioningOptions.builder().maxPending(1).build())) {
      TestPacket waiting = h.sendAndRun(h.knownClient(1));
      TestPacket refused = h.sendAndRun(h.knownClient(2));
      assertThat(refused.outcome()).isEqualTo(PacketOutcome.NOT_EXAMINED);
      assertThat(h.count(Outcome.PENDING_FULL)).isOne();
      assertThat(far.asked.get(1)).as("not awaited any more").isNotNull();

      far.asked.get(0).complete(true);
      h.stages.runAll();
      assertThat(waiting.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  /** The client has forgotten its older ephemeral key, whichever answer comes first. */
  @Test
  void theNewerInitiationStaysAlthoughItsAnswerCameFirst() throws Exception {
    try (Harness h = start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      TestPacket older = h.sendAndRun(client);
      TestPacket newer = h.sendAndRun(client);
      far.asked.get(1).complete(true);
      far.asked.get(0).complete(true);
      h.stages.runAll();
      assertThat(older.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.SUPERSEDED)).isOne();

      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();
      assertThat(newer.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void closingCompletesWhatWaits() throws Exception {
    TestPacket packet;
    try (Harness h = start(ProvisioningOptions.builder().closeDeadline(Duration.ZERO).build())) {
      packet = h.sendAndRun(h.knownClient(1));
    }
    assertThat(far.closed).isTrue();
    assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
  }

  @Test
  void aMemoryThatCannotForgetSaysSo() throws Exception {
    try (Harness h = start()) {
      PublicKey key = h.newClient().publicKey();
      var forgotten = h.orchestrator.forgetTimestamp(key);
      h.stages.runAll();
      assertThat(forgotten)
          .isCompletedExceptionally()
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withMessageContaining("forget the timestamps of " + key)
          .withMessageContaining("must override");
    }
  }

  @Test
  void thereIsOne() {
    JitOrchestratorBuilder builder = JitOrchestrator.builder().replayMemory(far);
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.replayMemory(far))
        .withMessageContaining("replay memory");
  }

  /** Installs a client, and then again because it got no answer, with a new epoch of its key. */
  private TestPacket unansweredWithNewEpoch(Harness h, PrivateKey client) {
    far.accepts = true;
    h.sendAndRun(client);
    h.control.put(
        FakePeerConfigSource.config(client.publicKey(), 1).toBuilder().timestampEpoch(1).build(),
        Freshness.NONE);
    h.time.advance(Duration.ofSeconds(5));
    TestPacket again = h.sendAndRun(client);
    assertThat(far.epochs).hasSize(1);
    return again;
  }

  @Test
  void aPeerThatIsInstalledAgainLeavesTheDeviceFirstHoweverLateTheMemoryAnswers() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket again = unansweredWithNewEpoch(h, client);
      assertThat(again.outcome()).as("waits for the memory").isNull();

      far.epochs.get(0).complete(true);
      h.stages.runAll();

      assertThat(again.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.events)
          .containsSubsequence(
              new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.MANUAL),
              new JitEvent.PeerInstalled(client.publicKey(), true));
    }
  }

  @Test
  void aPeerThatIsInstalledAgainStaysOnTheDeviceIfTheEpochIsNotNew() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket again = unansweredWithNewEpoch(h, client);

      far.epochs.get(0).complete(false);
      h.stages.runAll();

      assertThat(again.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.events(JitEvent.PeerEvicted.class)).isEmpty();
    }
  }

  @Test
  void aMemoryThatFailsWithAnEpochDelaysOnlyTheInstall() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket again = unansweredWithNewEpoch(h, client);

      far.epochs.get(0).completeExceptionally(new IOException("connection reset"));
      h.stages.runAll();

      assertThat(again.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void aPeerThatIsRevokedWhileTheMemoryIsAskedIsNotInstalledAgain() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket again = unansweredWithNewEpoch(h, client);

      h.orchestrator.revoke(client.publicKey());
      far.epochs.get(0).complete(true);
      h.stages.runAll();

      assertThat(again.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.isResident(client.publicKey())).isFalse();
    }
  }
}
