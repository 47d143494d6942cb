package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A gateway with a replay store whose scheduler once refuses a delayed write. */
class ReplayHandOverFlowTest {
  private final FakeReplayStore disk = new FakeReplayStore();
  private final AtomicInteger refused = new AtomicInteger();
  private final Harness.Setup setup = Harness.setup();

  /** Returns a scheduler that refuses, once, a task with the replay store's delay. */
  private Scheduler refusing(Scheduler real) {
    return new Scheduler() {
      @Override
      public Cancellable schedule(Runnable task, Duration delay) {
        if (delay.equals(setup.replay.flush()) && refused.getAndIncrement() == 0) {
          throw new OutOfMemoryError("unable to create native thread, on purpose");
        }
        return real.schedule(task, delay);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  @Test
  void theInitiationIsJudgedAndTheWatchdogHasItsMarkWritten() throws Exception {
    setup.replayStore = disk.open();
    setup.scheduler = this::refusing;
    try (Harness h = setup.start()) {
      h.pass(Duration.ofSeconds(1));
      Await.until("the first group is on the disk", () -> !disk.groups().isEmpty());
      // Until the writer has caught up, it may still find itself healthy after the refusal.
      Await.until(
          "caught up", () -> h.orchestrator.statistics().replayStore().oldestBehind().isZero());
      // The client is a stranger, so no later change triggers a write of its mark.
      h.sendAndRun(h.newClient());
      assertThat(refused.get()).isEqualTo(1);
      assertThat(h.count(Outcome.NOT_FOUND)).isEqualTo(1);
      assertThat(h.orchestrator.statistics().replayStore().healthy()).isFalse();

      h.pass(WatchdogOptions.DEFAULT_PATIENCE);
      Await.until("written", () -> h.orchestrator.statistics().replayStore().healthy());
      assertThat(disk.slots()).hasSize(1);
    }
  }
}
