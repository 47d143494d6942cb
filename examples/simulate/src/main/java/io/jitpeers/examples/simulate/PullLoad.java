package io.jitpeers.examples.simulate;

import java.util.Arrays;

/** Counts how many peers were pulled from the control plane in each second. Not thread-safe. */
final class PullLoad {
  private final int[] perSecond;
  private long total;

  PullLoad(int seconds) {
    this.perSecond = new int[seconds];
  }

  /** Counts one pull. */
  void add(int second) {
    perSecond[Math.min(second, perSecond.length - 1)]++;
    total++;
  }

  long total() {
    return total;
  }

  /** Returns the largest number of pulls in one second. */
  int most() {
    return Arrays.stream(perSecond).max().orElse(0);
  }

  /**
   * Returns the 99.9th percentile of the pulls in a second: about one of 1,000 seconds has more.
   */
  int high() {
    int[] sorted = perSecond.clone();
    Arrays.sort(sorted);
    return sorted[(int) ((sorted.length - 1) * 0.999)];
  }

  /**
   * Returns the longest time, in seconds, for which a pull waits if the control plane answers only
   * {@code rate} pulls per second and the other pulls queue.
   *
   * @param rate the number of answers in a second, more than zero
   */
  double longestWait(int rate) {
    long queued = 0;
    long most = 0;
    for (int pulls : perSecond) {
      queued = Math.max(0, queued + pulls - rate);
      most = Math.max(most, queued);
    }
    return (double) most / rate;
  }
}
