package io.jitpeers.benchmarks.kernel.sweep;

/**
 * The extent of the measurement. In each round, clients send their first packets. In half of the
 * rounds, a sweep evicts other peers meanwhile. In the other half, nothing is evicted meanwhile.
 *
 * @param resident the number of peers that are on the interface permanently
 * @param evicted the number of peers that one sweep evicts; they are installed before the sweep, in
 *     addition to the resident ones
 * @param arrivals the maximum number of first packets in a round
 * @param rounds the number of rounds with a sweep, and also the number of rounds without one;
 *     warm-up rounds are not counted
 */
record SweepPlan(int resident, int evicted, int arrivals, int rounds) {}
