package io.jitpeers.benchmarks.kernel.sweep;

/**
 * The extent of the measurement.
 *
 * @param resident the number of peers that are on the interface permanently
 * @param evicted the number of peers that one sweep evicts; they are installed before the sweep, in
 *     addition to the resident ones
 * @param arrivals the maximum number of first packets in a round
 * @param rounds the number of rounds of each kind
 */
record SweepPlan(int resident, int evicted, int arrivals, int rounds) {}
