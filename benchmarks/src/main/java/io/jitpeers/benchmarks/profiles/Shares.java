package io.jitpeers.benchmarks.profiles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up weights by name, and divides each name's sum by a given whole. The quotient is the name's
 * share. Not thread-safe.
 */
final class Shares {
  /**
   * A name and its share.
   *
   * @param part a fraction of the whole
   */
  record Share(String name, double part) {}

  private final Map<String, Long> sums = new HashMap<>();
  private final long whole;

  Shares(long whole) {
    this.whole = whole;
  }

  void add(String name, long weight) {
    sums.merge(name, weight, Long::sum);
  }

  /** Returns the share of a name. */
  double of(String name) {
    return part(sums.getOrDefault(name, 0L));
  }

  /**
   * Returns the largest shares, the largest first.
   *
   * @param count how many at most
   * @param least the least share
   */
  List<Share> largest(int count, double least) {
    List<Share> shares = new ArrayList<>();
    sums.forEach((name, sum) -> shares.add(new Share(name, part(sum))));
    shares.removeIf(share -> share.part() < least);
    shares.sort(Comparator.comparingDouble(Share::part).reversed().thenComparing(Share::name));
    return shares.subList(0, Math.min(count, shares.size()));
  }

  private double part(long sum) {
    return whole == 0 ? 0 : (double) sum / whole;
  }
}
