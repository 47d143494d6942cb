package io.jitpeers.examples.simulate;

import java.util.Arrays;

/** The number of resident peers after each sweep. Not thread-safe. */
final class HotSetSeries {
  private final int every;
  private int[] sizes = new int[1024];
  private int count;
  private int most;

  /**
   * A sum over the intervals between sweeps. Each interval adds two numbers of resident peers: the
   * number at its beginning, right after a sweep, and the number at its end, right before the next
   * sweep.
   */
  private long sum;

  /**
   * Creates an empty series.
   *
   * @param every the number of seconds between two sweeps
   */
  HotSetSeries(int every) {
    this.every = every;
  }

  /**
   * Adds a sweep.
   *
   * @param before the number of resident peers before the sweep's evictions
   * @param after the number of resident peers after the sweep's evictions
   */
  void add(int before, int after) {
    if (count == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    sizes[count++] = after;
    most = Math.max(most, before);
    sum += before + (count == 1 ? 0 : sizes[count - 2]);
  }

  /** Returns the number of sweeps. */
  int count() {
    return count;
  }

  /** Returns the number of resident peers after a sweep. */
  int size(int sweep) {
    return sizes[sweep];
  }

  /** Returns the time of a sweep, in seconds since the beginning of the simulation. */
  int second(int sweep) {
    return (sweep + 1) * every;
  }

  /** Returns the largest number of peers that were resident at one time. */
  int most() {
    return most;
  }

  /**
   * Returns how many peers were resident on average. Between two sweeps the number is assumed to
   * grow evenly.
   */
  double mean() {
    return count == 0 ? 0 : (double) sum / (2L * count);
  }
}
