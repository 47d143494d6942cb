package io.jitpeers.examples.gateway.status;

import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;

/**
 * An interface's counters at one moment.
 *
 * @param nanos the reading of the monotonic clock
 * @param epochMillis the reading of the wall clock, in milliseconds since 1970
 * @param resident peers on the WireGuard interface
 * @param pending peers that are being provisioned
 * @param received packets that packet sources delivered
 * @param lookups lookups at the control plane
 * @param installed peers installed so far
 * @param evicted peers evicted so far
 * @param droppedByKernel packets that the kernel dropped before a packet source could take them
 * @param firstPackets the times so far from the capture of a packet until its peer was installed
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
