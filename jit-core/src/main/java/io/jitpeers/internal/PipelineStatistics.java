package io.jitpeers.internal;

import io.jitpeers.internal.admission.AdmissionStage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.ConfigSourceCounts;
import io.jitpeers.internal.common.EventCounters;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.internal.eviction.CronStatistics;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.journal.PeerJournal;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.provisioning.FirstPackets;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.internal.provisioning.ProvisioningCounts;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.statistics.JitStatistics;

/**
 * Counters and sizes of all stages. The method {@link #read} calls the sources and the other
 * plug-ins; no other method does. Thread-safe.
 */
public record PipelineStatistics(
    PipelineConfig config,
    SourceReadings sources,
    AdmissionStage admission,
    Completions completions,
    Lookups lookups,
    Provisioning provisioning,
    StoreWriter writer,
    EventCounters eventCounters,
    EvictionCron cron,
    Revalidation revalidation,
    PeerJournal journal,
    HotSet hotSet,
    StageExecutors executors,
    ReplayMemory replayMemory,
    Events events,
    FirstPackets firstPackets,
    CallWatch calls,
    OptionalParts optional) {

  /** Reads the counters and sizes, without side effects. */
  public JitStatistics read() {
    ProvisioningCounts counts = provisioning.counts();
    return new StatisticsSnapshot(
        config.time().wallTime(),
        config.keyAgreement().name(),
        admission.received(),
        completions.counts(),
        new StatisticsSnapshot.LookupCounts(
            lookups.asked(),
            lookups.inFlight(),
            lookups.waiting(),
            lookups.controlPlane(),
            counts.positiveHits(),
            counts.negativeHits(),
            counts.stale(),
            counts.notModified(),
            counts.positiveSize(),
            counts.negativeSize(),
            counts.refusalsUsed(),
            lookups.postponed(),
            lookups.pace()),
        new StatisticsSnapshot.StoreCounts(
            writer.installBatches(),
            writer.updateBatches(),
            writer.removalBatches(),
            writer.storeFailures(),
            counts.again(),
            writer.failedInitiations()),
        ConfigSourceCounts.of(config.configSource()),
        eventCounters.evictions(),
        eventCounters.policyEvictions(),
        sweepStatistics(),
        revalidation.statistics(),
        new StatisticsSnapshot.JournalCounts(
            journal.size(), journal.isHealthy(), journal.failures(), journal.dropped()),
        eventCounters.lost(),
        hotSet.traffic(),
        eventCounters.deviceChanges(),
        hotSet.size(),
        hotSet.connections().count(),
        counts.pending(),
        executors.queued(),
        replayMemory.size(),
        replayMemory.forgotten(),
        ReplayMemories.statistics(replayMemory),
        optional.fleet(ReplayMemories.fleetStatistics(replayMemory)),
        new StatisticsSnapshot.ClockCounts(counts.clocksBehind(), counts.timestampResets()),
        events.failures() + completions.sourceFailures() + optional.failures(),
        new StatisticsSnapshot.WaitCounts(
            events.queued(),
            events.dropped(),
            events.droppedTimes(),
            events.tracers().dropped(),
            calls.slow(),
            calls.hung(),
            calls.hanging(),
            calls.stages().hung(),
            calls.stages().hanging()),
        sources.read(),
        firstPackets.counts(),
        optional.wakeUps(),
        optional.recoveries());
  }

  private JitStatistics.Sweeps sweepStatistics() {
    CronStatistics swept = cron.statistics();
    return new StatisticsSnapshot.SweepCounts(
        swept.sweeps(),
        swept.failedSweeps(),
        swept.failing(),
        swept.ignoredSelections(),
        swept.failedProbes(),
        swept.adopted(),
        swept.failedAdoptionLookups(),
        swept.suggestedLimit());
  }
}
