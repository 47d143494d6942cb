package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.gateway.StuckGateway;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitHealth.Reason;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What health is made of, when stages hang and when listeners are not told. */
@Timeout(600)
class HealthTest {
  private final StuckGateway gateway = new StuckGateway();
  private final JitOrchestrator orchestrator = gateway.orchestrator;
  private final InterfaceRecorder recorder =
      new InterfaceRecorder("wg0", orchestrator, gateway.time);

  @BeforeEach
  void start() throws Exception {
    orchestrator.start();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private JitHealth health() {
    return InterfaceNow.of(recorder).health();
  }

  @Test
  void aStageThatHangsDegradesIt() throws Exception {
    recorder.watch();
    assertThat(health().state()).isEqualTo(JitHealth.State.UP);
    gateway.hang();
    assertThat(health().state()).isEqualTo(JitHealth.State.DEGRADED);
    assertThat(health().has(Reason.STAGES_HANGING)).isTrue();
    assertThat(health().problems())
        .extracting(JitHealth.Problem::sentence)
        .containsExactly(
            "Stages of the gateway that make no progress: 1; the log has their stacks.");
    gateway.goOn();
    assertThat(health().state()).isEqualTo(JitHealth.State.UP);
  }

  /** Sweeps are known by a counter, not by an event that comes late or is dropped. */
  @Test
  void sweepsThatNobodyIsToldOfAreKnown() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    orchestrator.addListener(event -> StuckGateway.awaitWhateverHappens(release));
    recorder.watch();
    try {
      // The first hangs in the listener, the second fills the queue, and the rest is dropped.
      for (int n = 0; n < 3; n++) {
        orchestrator.evictNow().join();
      }
      gateway.store.deleteDevice();
      assertThatThrownBy(() -> orchestrator.evictNow().join()).isNotNull();
      assertThat(health().has(Reason.SWEEPS_FAILING)).isTrue();

      gateway.store.recreate(gateway.key());
      orchestrator.evictNow().join();
      assertThat(recorder.lastSweep()).as("nobody was told").isNull();
      assertThat(orchestrator.statistics().waits().droppedEvents()).isPositive();
      assertThat(health().has(Reason.SWEEPS_FAILING)).isFalse();
    } finally {
      release.countDown();
    }
  }
}
