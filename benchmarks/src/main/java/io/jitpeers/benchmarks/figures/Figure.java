package io.jitpeers.benchmarks.figures;

import java.util.List;
import java.util.Optional;

/**
 * One measured figure: a value for each round of measurement. The best round counts, because
 * disturbances can only make a program slower. Immutable.
 *
 * @param id the figure's name in results, unique in a run, such as {@code
 *     kernel-scale.list.100000.ours}; comparisons match figures by id
 * @param section the section that measured the figure, such as {@code kernel-scale}
 * @param title the figure's name in tables
 * @param unit the unit of the values, such as {@code ms}, {@code ns/op} or {@code B}
 * @param better which values are better
 * @param rounds the value of each round, at least one
 * @param yardstick the id of another figure of the same run, by which this figure is divided; empty
 *     if there is none
 */
public record Figure(
    String id,
    String section,
    String title,
    String unit,
    Better better,
    List<Double> rounds,
    Optional<String> yardstick) {

  /**
   * Creates a figure.
   *
   * @throws IllegalArgumentException if there are no rounds, or a value is not a finite number
   */
  public Figure {
    rounds = List.copyOf(rounds);
    if (rounds.isEmpty() || !rounds.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(id + " has no finite rounds: " + rounds);
    }
  }

  /** Returns a figure without a yardstick. */
  public static Figure of(
      String id, String section, String title, String unit, Better better, List<Double> rounds) {
    return new Figure(id, section, title, unit, better, rounds, Optional.empty());
  }

  /** Returns this figure with a yardstick. */
  public Figure against(String yardstickId) {
    return new Figure(id, section, title, unit, better, rounds, Optional.of(yardstickId));
  }

  /** Returns the best round's value. */
  public double value() {
    return best();
  }

  /**
   * Returns the difference between the worst and the best round, relative to the smaller value. For
   * example, it is 0.25 if the slowest round took a quarter longer than the fastest.
   */
  public double noise() {
    double low = rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double high = rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return low == 0 ? 0 : high / low - 1;
  }

  private double best() {
    return better == Better.LOWER
        ? rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow()
        : rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
