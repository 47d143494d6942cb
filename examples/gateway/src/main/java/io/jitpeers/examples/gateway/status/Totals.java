package io.jitpeers.examples.gateway.status;

import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;

/**
 * An interface's counters at one moment.
 *
 * @param nanos the monotonic clock
 * @param epochMillis the wall clock
 * @param resident peers on the device
 * @param pending peers on their way in
 * @param received packets that sources delivered
 * @param lookups questions to the control plane
 * @param installed peers installed so far
 * @param evicted peers evicted so far
 * @param droppedByKernel packets that the kernel dropped before a source could take them
 * @param firstPackets how long first packets took so far
 */
record Totals(
    long nanos,
    long epochMillis,
    int resident,
    int pending,
    long received,
    long lookups,
    long installed,
    long evicted,
    long droppedByKernel,
    Counts firstPackets) {}
