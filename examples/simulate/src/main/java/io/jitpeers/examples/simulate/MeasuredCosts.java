package io.jitpeers.examples.simulate;

/**
 * The costs of peers on a kernel, as {@code benchmarks/run} measured them (section kernel-scale,
 * results of 2026-11-28, the best rounds, in User-Mode Linux on an Intel Xeon). Between the
 * measured sizes, the cost of a peer is interpolated on a logarithmic scale. Outside the measured
 * sizes, the cost of a peer is the cost at the nearest measured size. Beyond 500,000 peers, the
 * largest measured size, a real removal costs more than this class assumes. On another machine all
 * costs are higher or lower by about the same factor, so the shape of the curve is nearly the same.
 */
final class MeasuredCosts {
  /** Memory of the kernel for a peer with one allowed IP: 1.8 KB, measured at 500,000 peers. */
  static final int KERNEL_BYTES = 1_800;

  private static final double[] SIZES = {1_000, 10_000, 100_000, 500_000};

  /**
   * The time in µs to list one peer. The element at index i was measured with {@code SIZES[i]}
   * peers on the device. The benchmark's name for these results is {@code kernel-scale.list}.
   */
  private static final double[] LISTING = {1.35, 1.46, 1.76, 2.02};

  /**
   * The time in µs to remove one peer. The element at index i was measured with {@code SIZES[i]}
   * peers on the device. The benchmark's name for these results is {@code kernel-scale.remove}.
   */
  private static final double[] REMOVAL = {3.27, 1.99, 10.8, 78.6};

  private static final double MICROS = 1e-6;

  private MeasuredCosts() {}

  /** Returns how many seconds a sweep takes if it lists and evicts the given numbers of peers. */
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
