package io.jitpeers.internal;

import io.jitpeers.internal.common.StatisticsSnapshot.ReplayStoreCounts;
import io.jitpeers.internal.replay.DurableReplayMemory;
import io.jitpeers.internal.replay.LocalReplayMemory;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;

/**
 * Creates the replay memory of a pipeline if the embedding program provides none, and operates it.
 */
final class ReplayMemories {
  private ReplayMemories() {}

  /** Creates the memory. If there is a replay store, the memory's content survives the process. */
  static ReplayMemory of(PipelineConfig config, Scheduler scheduler) {
    int capacity = config.provisioningOptions().replayMemorySize();
    ReplayStore store = config.replayStore();
    return store == null
        ? new LocalReplayMemory(capacity, config.replayOptions(), config.time(), config.random())
        : new DurableReplayMemory(
            capacity, config.replayOptions(), store, config.time(), scheduler, config.random());
  }

  /** Reads the content from the replay store, if the memory has one. */
  static void start(ReplayMemory memory) {
    if (memory instanceof DurableReplayMemory durable) {
      durable.start();
    }
  }

  /**
   * Returns a step for the watchdog to repeat. If an earlier attempt to schedule the write of
   * waiting changes failed, the step schedules it.
   */
  static Runnable nudging(ReplayMemory memory) {
    return memory instanceof DurableReplayMemory durable ? durable::nudge : () -> {};
  }

  static JitStatistics.ReplayStore statistics(ReplayMemory memory) {
    return memory instanceof DurableReplayMemory durable
        ? durable.statistics()
        : ReplayStoreCounts.NONE;
  }
}
