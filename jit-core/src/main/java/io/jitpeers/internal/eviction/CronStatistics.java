package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.SweepReport;
import org.jspecify.annotations.Nullable;

/**
 * What the cron has done so far.
 *
 * @param sweeps sweeps that ended with a report
 * @param failedSweeps sweeps that ended without one, because the store or the policy failed
 * @param failing whether the latest sweep that ended was one of those
 * @param ignoredSelections selections of a policy that named no resident peer, or one for a second
 *     time
 * @param failedProbes lookups that should have shown that the control plane can be reached again
 *     and failed
 * @param adopted found peers that were adopted
 * @param failedAdoptionLookups lookups of found peers that got no usable answer
 * @param suggestedLimit the adaptive limit; {@link Integer#MAX_VALUE} if there is none
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
