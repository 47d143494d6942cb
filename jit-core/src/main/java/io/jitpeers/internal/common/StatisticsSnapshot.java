package io.jitpeers.internal.common;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.source.support.EnumCounters;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.statistics.JitStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A snapshot of the orchestrator's statistics. */
public record StatisticsSnapshot(
    Instant at,
    String x25519,
    long received,
    Map<Outcome, Long> outcomes,
    Lookups lookups,
    Store store,
    ConfigSourceStatistics configSource,
    Map<EvictionCause, Long> evictions,
    Map<String, Long> policyEvictions,
    Sweeps sweeps,
    Revalidations revalidations,
    Journal journal,
    long lost,
    Traffic traffic,
    long deviceChanges,
    int resident,
    int connected,
    int pending,
    int queued,
    long replayMemorySize,
    long replayMemoryForgotten,
    ReplayStore replayStore,
    Fleet fleet,
    Clocks clocks,
    long listenerFailures,
    Waits waits,
    Map<String, SourceStatistics> sources,
    Map<FirstPacketStrategy, Long> firstPackets,
    WakeUps wakeUps,
    Recoveries recoveries)
    implements JitStatistics {

  public record LookupCounts(
      long asked,
      int inFlight,
      int waiting,
      ControlPlaneState controlPlane,
      long positiveCacheHits,
      long negativeCacheHits,
      long staleUsed,
      long notModified,
      long positiveCacheSize,
      long negativeCacheSize,
      long refusalsUsed,
      long postponed,
      double pace)
      implements JitStatistics.Lookups {}

  public record RevalidationCounts(
      long asked,
      int open,
      long notModified,
      long changed,
      long revoked,
      long refused,
      int refusedNow,
      long failed,
      long hints,
      long held,
      long brakes,
      boolean brakeEngaged,
      int heldNow,
      Duration mostOverdue)
      implements JitStatistics.Revalidations {}

  public record JournalCounts(int peers, boolean healthy, long failures, long dropped)
      implements JitStatistics.Journal {}

  public record StoreCounts(
      long installBatches,
      long updateBatches,
      long removalBatches,
      long failures,
      long installedAgain,
      long failedInitiations)
      implements JitStatistics.Store {}

  public record TrafficBytes(long rxBytes, long txBytes) implements JitStatistics.Traffic {}

  public record SweepCounts(
      long completed,
      long failed,
      boolean failing,
      long ignoredSelections,
      long failedProbes,
      long adopted,
      long failedAdoptionLookups,
      int suggestedLimit)
      implements JitStatistics.Sweeps {}

  public record ReplayStoreCounts(
      boolean used,
      boolean healthy,
      int behind,
      Duration oldestBehind,
      Optional<Instant> lastWrite,
      long written,
      long failures,
      long damages)
      implements JitStatistics.ReplayStore {
    /** The counts of an orchestrator without a replay store. */
    public static final ReplayStoreCounts NONE =
        new ReplayStoreCounts(false, true, 0, Duration.ZERO, Optional.empty(), 0, 0, 0);
  }

  public record FleetCounts(
      boolean used,
      boolean reachable,
      long asked,
      long refused,
      long unanswered,
      int waiting,
      long dropped,
      int located,
      int claimsWaiting,
      long arrivals)
      implements JitStatistics.Fleet {
    /** The counts of an orchestrator without a fleet. */
    public static final FleetCounts NONE = new FleetCounts(false, true, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns a copy in which the given counts replace the counts of the same names. */
    public FleetCounts located(int located, int claimsWaiting, long arrivals) {
      return new FleetCounts(
          used,
          reachable,
          asked,
          refused,
          unanswered,
          waiting,
          dropped,
          located,
          claimsWaiting,
          arrivals);
    }
  }

  public record ClockCounts(long behind, long resets) implements JitStatistics.Clocks {}

  public record WaitCounts(
      int queuedEvents,
      long droppedEvents,
      long droppedStageTimes,
      long droppedTraces,
      long slowCalls,
      long hungCalls,
      int hanging,
      long hungStages,
      int hangingStages)
      implements JitStatistics.Waits {}

  public record WakeUpCounts(Map<WakeUpOutcome, Long> outcomes, int remembered)
      implements JitStatistics.WakeUps {
    /** The counts of an orchestrator without a source of outbound packets. */
    public static final WakeUpCounts NONE =
        new WakeUpCounts(new EnumCounters<>(WakeUpOutcome.class).counts(), 0);
  }

  public record RecoveryCounts(Map<RecoveryOutcome, Long> outcomes)
      implements JitStatistics.Recoveries {
    /** The counts of an orchestrator without a source of transport data. */
    public static final RecoveryCounts NONE =
        new RecoveryCounts(new EnumCounters<>(RecoveryOutcome.class).counts());
  }
}
