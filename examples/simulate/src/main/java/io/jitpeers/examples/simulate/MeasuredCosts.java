package io.jitpeers.examples.simulate;

/**
 * What peers cost on a kernel, as {@code benchmarks/run} measured it (section kernel-scale, results
 * of 2026-11-28, the best rounds, in User-Mode Linux on an Intel Xeon). Between the measured sizes
 * the cost of a peer is interpolated on a logarithmic scale, and outside it is that of the nearest
 * size; beyond 500,000 peers a removal costs more than that. Another machine differs by a factor,
 * but hardly in the shape of the curve.
 */
final class MeasuredCosts {
  /** Memory of the kernel for a peer with one allowed IP: 1.8 KB, measured at 500,000 peers. */
  static final int KERNEL_BYTES = 1_800;

  private static final double[] SIZES = {1_000, 10_000, 100_000, 500_000};

  /** µs to list one of so many peers: kernel-scale.list. */
  private static final double[] LISTING = {1.35, 1.46, 1.76, 2.02};

  /** µs to remove one of so many peers: kernel-scale.remove. */
  private static final double[] REMOVAL = {3.27, 1.99, 10.8, 78.6};

  private static final double MICROS = 1e-6;

  private MeasuredCosts() {}

  /** Returns how many seconds a sweep takes that lists and evicts so many peers. */
  static double sweepSeconds(int listed, int evicted) {
    return MICROS
        * (listed * interpolated(LISTING, listed) + evicted * interpolated(REMOVAL, listed));
  }

  private static double interpolated(double[] costs, int peers) {
    int above = 1;
    while (above < SIZES.length - 1 && SIZES[above] < peers) {
      above++;
    }
    double from = Math.log(SIZES[above - 1]);
    double part = (Math.log(Math.max(1, peers)) - from) / (Math.log(SIZES[above]) - from);
    double within = Math.min(1, Math.max(0, part));
    return costs[above - 1] + within * (costs[above] - costs[above - 1]);
  }
}
