package io.jitpeers.examples.simulate;

/**
 * The result of a simulation.
 *
 * @param plan the gateway's settings
 * @param hotSet how many peers were resident
 * @param pulls how many peers were pulled from the control plane
 * @param soonAgain how many installs came within ten minutes after an eviction of the same peer
 * @param interrupted how many of the installs in {@code soonAgain} were for a client that still had
 *     a session; such a client lost packets
 * @param refusals how many periods of a client's traffic began with a refusal, because too many
 *     peers were resident
 * @param longestSweep how many seconds the longest sweep takes, by {@link MeasuredCosts}
 * @param sweeping the share of the time in which a sweep runs, by {@link MeasuredCosts}
 */
record SimulationResult(
    Plan plan,
    HotSetSeries hotSet,
    PullLoad pulls,
    long soonAgain,
    long interrupted,
    long refusals,
    double longestSweep,
    double sweeping) {

  /** Returns {@link #soonAgain} as a fraction of all installs. */
  double soonAgainShare() {
    return pulls.total() == 0 ? 0 : (double) soonAgain / pulls.total();
  }

  /** Returns the maximum memory that the kernel needs for peers, in bytes. */
  long kernelBytes() {
    return (long) hotSet.most() * MeasuredCosts.KERNEL_BYTES;
  }
}
