package io.jitpeers.internal;

import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.internal.journal.DeviceJournal;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.spi.ReplayMemory;
import java.util.List;

/**
 * Lists the steps that the watchdog repeats. The last step records a sample for {@link
 * HealthWatch}. Each other step belongs to one part. If an attempt to schedule the part's work
 * failed, the step makes another attempt.
 */
final class Upkeep {
  private Upkeep() {}

  static List<Runnable> of(
      EvictionCron cron,
      Revalidation revalidation,
      Lookups lookups,
      Provisioning provisioning,
      DeviceJournal journal,
      ReplayMemory replayMemory,
      OptionalParts optional,
      HealthWatch health) {
    return List.of(
        cron::rearm,
        revalidation::arm,
        lookups::arm,
        provisioning::arm,
        journal::nudge,
        ReplayMemories.nudging(replayMemory),
        optional::nudge,
        health::sample);
  }
}
