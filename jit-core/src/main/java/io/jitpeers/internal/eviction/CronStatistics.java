package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.SweepReport;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of {@link EvictionCron}, which runs the sweeps.
 *
 * @param sweeps the number of sweeps that ended with a report
 * @param failedSweeps the number of sweeps that ended without a report, for example because the
 *     device's peers could not be listed or a policy failed
 * @param failing whether the sweep that ended last has failed
 * @param ignoredSelections the number of policy selections that named a peer that is not resident,
 *     or named a peer for a second time
 * @param failedProbes the number of failed lookups that were made to learn whether the control
 *     plane can be reached
 * @param adopted the number of peers that were found on the device and adopted
 * @param failedAdoptionLookups how many lookups about peers found on the device got no usable
 *     answer
 * @param suggestedLimit the adaptive limit on the number of peers; {@link Integer#MAX_VALUE} if
 *     there is none
 * @param lastReport the latest report; null if there is none yet
 */
public record CronStatistics(
    long sweeps,
    long failedSweeps,
    boolean failing,
    long ignoredSelections,
    long failedProbes,
    long adopted,
    long failedAdoptionLookups,
    int suggestedLimit,
    @Nullable SweepReport lastReport) {}
