package io.jitpeers.internal;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StatisticsSnapshot.FleetCounts;
import io.jitpeers.internal.common.StatisticsSnapshot.RecoveryCounts;
import io.jitpeers.internal.common.StatisticsSnapshot.WakeUpCounts;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a pipeline has only if they are configured: wake-ups of peers by outbound packets,
 * the recovery of lost sessions, and the recording of peers' locations in the fleet's directory.
 * Thread-safe.
 */
final class OptionalParts implements AutoCloseable {
  private final @Nullable WakeUpPipeline wakeUps;
  private final @Nullable RecoveryPipeline recovery;
  private final @Nullable LocationPipeline locations;
  private final PeerTrackers trackers;

  OptionalParts(PipelineConfig config, Events events, Scheduler scheduler) {
    this.wakeUps = WakeUpPipeline.of(config);
    this.recovery = RecoveryPipeline.of(config);
    this.locations = LocationPipeline.of(config, events, scheduler);
    this.trackers =
        PeerTrackers.of(
            wakeUps == null ? null : wakeUps.remembered(),
            recovery == null ? null : recovery.tracker(),
            locations == null ? null : locations.locations());
  }

  /** Returns the trackers, which are notified when this gateway's peers change. */
  PeerTrackers trackers() {
    return trackers;
  }

  /** Connects these parts to the other stages. Called once, before {@link #start}. */
  void connect(
      HotSet hotSet,
      WakeUpStage.Demands demands,
      Evictor evictor,
      Events events,
      Scheduler scheduler,
      PeerStore store,
      Executor sweeper) {
    if (wakeUps != null) {
      wakeUps.connect(hotSet, demands, events);
    }
    if (locations != null) {
      locations.connect(hotSet, evictor, store, sweeper);
    }
    if (recovery != null) {
      recovery.connect(hotSet, demands, events, scheduler, locations);
    }
  }

  /**
   * Starts the sources of outbound packets and transport data, and begins to claim this gateway's
   * peers in the fleet's directory.
   */
  void start(StageWatch stages) {
    if (wakeUps != null) {
      wakeUps.start(stages);
    }
    if (locations != null) {
      locations.start();
    }
    if (recovery != null) {
      recovery.start(stages);
    }
  }

  /**
   * Tries again to schedule work that an earlier attempt failed to schedule: the next claims in the
   * fleet's directory, the next listing that looks for completed handshakes, or both.
   */
  void nudge() {
    if (locations != null) {
      locations.nudge();
    }
  }

  JitStatistics.WakeUps wakeUps() {
    return wakeUps == null ? WakeUpCounts.NONE : wakeUps.statistics();
  }

  JitStatistics.Recoveries recoveries() {
    return recovery == null ? RecoveryCounts.NONE : recovery.statistics();
  }

  JitStatistics.Fleet fleet(FleetCounts counts) {
    return locations == null ? counts : locations.counts(counts);
  }

  /** Returns how often the wake-ups and the recovery of sessions failed in total. */
  long failures() {
    return (wakeUps == null ? 0 : wakeUps.failures())
        + (recovery == null ? 0 : recovery.failures());
  }

  /**
   * Stops claiming peers in the fleet's directory. The sources of outbound packets and transport
   * data are closed by {@link SourcesInUse}.
   */
  @Override
  public void close() {
    if (locations != null) {
      locations.close();
    }
  }
}
