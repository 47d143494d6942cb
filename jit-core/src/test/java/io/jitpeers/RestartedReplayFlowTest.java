package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A recording from before a restart, on a device that does not know the peer. */
class RestartedReplayFlowTest {
  private final FakeReplayStore disk = new FakeReplayStore();

  private Harness start(boolean durable) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.replayStore = durable ? disk.open() : null;
    return setup.start();
  }

  /**
   * Returns a restarted gateway that received an initiation which the gateway had accepted before
   * the restart.
   */
  private Harness replayAfterRestart(boolean durable) throws Exception {
    byte[] recording;
    PrivateKey client;
    try (Harness first = start(durable)) {
      client = first.knownClient(1);
      TestPacket packet = first.sendAndRun(client);
      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      recording = new byte[packet.payload().remaining()];
      packet.payload().duplicate().get(recording);
    }
    Harness second = start(durable);
    second.control.put(client.publicKey(), 1);
    second.source.deliver(new TestPacket(recording, Harness.CLIENT, second.time.nanoTime()));
    second.stages.runAll();
    return second;
  }

  @Test
  void isRefusedWithAReplayStore() throws Exception {
    try (Harness second = replayAfterRestart(true)) {
      assertThat(second.count(Outcome.REPLAYED)).isOne();
      assertThat(second.control.questions()).as("nothing is asked about it").isEmpty();
      assertThat(second.orchestrator.statistics().replayStore().used()).isTrue();
    }
  }

  /** docs/clocks.md says this of the default. */
  @Test
  void isAcceptedOnceWithoutOne() throws Exception {
    try (Harness second = replayAfterRestart(false)) {
      assertThat(second.count(Outcome.INSTALLED)).isOne();
      assertThat(second.orchestrator.statistics().replayStore().used()).isFalse();
      assertThat(second.orchestrator.statistics().replayStore().healthy()).isTrue();
    }
  }

  @Test
  void aStoreIsForTheMemoryOfThisProcessOnly() {
    JitOrchestratorBuilder builder =
        JitOrchestrator.builder()
            .packetSource(new ManualPacketSource())
            .configSource(new FakePeerConfigSource())
            .store(InMemoryPeerStore.builder().build())
            .replayStore(disk.open())
            .replayMemory((key, timestamp) -> CompletableFuture.completedFuture(true));
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("leave out replay-memory or replay-store");
  }
}
