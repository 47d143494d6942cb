package io.jitpeers.benchmarks.kernel.sweep;

/**
 * How much is measured.
 *
 * @param resident peers that are in the kernel all the time
 * @param evicted peers that come and go
 * @param arrivals first packets in a round, at most
 * @param rounds of each kind
 */
record SweepPlan(int resident, int evicted, int arrivals, int rounds) {}
