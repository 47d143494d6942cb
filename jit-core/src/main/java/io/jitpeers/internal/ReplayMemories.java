package io.jitpeers.internal;

import io.jitpeers.internal.common.StatisticsSnapshot.FleetCounts;
import io.jitpeers.internal.common.StatisticsSnapshot.ReplayStoreCounts;
import io.jitpeers.internal.replay.DurableReplayMemory;
import io.jitpeers.internal.replay.FleetReplayMemory;
import io.jitpeers.internal.replay.LocalReplayMemory;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.WatchedReplayMarks;
import io.jitpeers.internal.watch.WatchedReplayMemory;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Predicate;

/**
 * Creates the replay memory of a pipeline. If the memory is this library's own implementation, this
 * class also starts the memory and reads its statistics.
 */
final class ReplayMemories {
  private ReplayMemories() {}

  /**
   * Returns the replay memory that the embedding program provides. If the program provides none,
   * creates a replay memory in this process. If there is a replay store, the created memory keeps
   * its content across restarts. If there is a fleet, the returned memory also asks the database
   * server of the fleet's gateways whether an initiation is a replay.
   *
   * @param resident whether a key's peer is on the device; if it is, the memory does not wait for
   *     the database server's answer
   */
  static ReplayMemory of(
      PipelineConfig config, Scheduler scheduler, CallWatch calls, Predicate<PublicKey> resident) {
    ReplayMemory given = config.replayMemory();
    ReplayMemory local =
        given == null ? own(config, scheduler) : new WatchedReplayMemory(given, calls);
    Fleet fleet = config.fleet();
    return fleet == null
        ? local
        : new FleetReplayMemory(
            local,
            fleet,
            new WatchedReplayMarks(fleet.replayMarks(), calls),
            config.fleetOptions(),
            config.replayOptions().maxAhead(),
            resident,
            config.time(),
            scheduler);
  }

  private static ReplayMemory own(PipelineConfig config, Scheduler scheduler) {
    int capacity = config.provisioningOptions().replayMemorySize();
    ReplayStore store = config.replayStore();
    return store == null
        ? new LocalReplayMemory(capacity, config.replayOptions(), config.time(), config.random())
        : new DurableReplayMemory(
            capacity, config.replayOptions(), store, config.time(), scheduler, config.random());
  }

  /**
   * Starts a replay memory: fills it from the replay store, if there is one, and connects it to the
   * fleet, if there is one.
   */
  static void start(ReplayMemory memory) {
    if (local(memory) instanceof DurableReplayMemory durable) {
      durable.start();
    }
    if (memory instanceof FleetReplayMemory shared) {
      shared.start();
    }
  }

  private static ReplayMemory local(ReplayMemory memory) {
    return memory instanceof FleetReplayMemory shared ? shared.local() : memory;
  }

  /**
   * Returns a step for the watchdog to repeat. If the memory could not schedule its work, the step
   * tries to schedule it again.
   */
  static Runnable nudging(ReplayMemory memory) {
    Runnable writes =
        local(memory) instanceof DurableReplayMemory durable ? durable::nudge : () -> {};
    return memory instanceof FleetReplayMemory shared
        ? () -> {
          writes.run();
          shared.nudge();
        }
        : writes;
  }

  static JitStatistics.ReplayStore statistics(ReplayMemory memory) {
    return local(memory) instanceof DurableReplayMemory durable
        ? durable.statistics()
        : ReplayStoreCounts.NONE;
  }

  static FleetCounts fleetStatistics(ReplayMemory memory) {
    return memory instanceof FleetReplayMemory shared ? shared.statistics() : FleetCounts.NONE;
  }
}
