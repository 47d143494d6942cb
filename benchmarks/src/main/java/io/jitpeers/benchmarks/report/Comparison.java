package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Compares two runs, figure by figure. On different machines only ratios to a yardstick are
 * comparable. So a figure that has a yardstick in both runs is judged by its ratio to the
 * yardstick. A figure without a yardstick is judged only if both runs were made on the same kind of
 * machine, or if the figure counts bytes. A figure counts as worse if it got worse by more than the
 * noise. The noise is the sum of the noise of all compared values. Immutable.
 *
 * @param rows the figures of both runs, in the order of the second run
 * @param missing ids that only the first run has
 * @param added ids that only the second run has
 */
public record Comparison(List<Row> rows, List<String> missing, List<String> added) {

  /** The result for a figure. */
  public enum Verdict {
    /** Worse by more than the noise. */
    WORSE,
    /** Better by more than the noise. */
    BETTER,
    /** The difference does not exceed the noise. */
    SAME,
    /** Not comparable: there is no yardstick, and the machines differ. */
    UNKNOWN
  }

  /**
   * One figure in both runs.
   *
   * @param before the figure in the first run
   * @param after the figure in the second run
   * @param value the second run's value divided by the first run's value
   * @param ratio the second run's ratio to the yardstick divided by the first run's ratio; empty
   *     unless both runs have a ratio
   * @param noise the relative change that noise alone may cause
   * @param verdict the result
   */
  public record Row(
      Figure before,
      Figure after,
      double value,
      OptionalDouble ratio,
      double noise,
      Verdict verdict) {}

  /** Copies the lists. */
  public Comparison {
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
    added = List.copyOf(added);
  }

  /** Compares two runs. */
  public static Comparison of(Results before, Results after) {
    boolean sameMachine = sameMachine(before.environment(), after.environment());
    List<Row> rows = new ArrayList<>();
    List<String> added = new ArrayList<>();
    for (Figure figure : after.figures()) {
      Optional<Figure> earlier = before.find(figure.id());
      if (earlier.isPresent()) {
        rows.add(row(before, earlier.get(), after, figure, sameMachine));
      } else {
        added.add(figure.id());
      }
    }
    List<String> missing =
        before.figures().stream().map(Figure::id).filter(id -> after.find(id).isEmpty()).toList();
    return new Comparison(rows, missing, added);
  }

  /** Returns whether at least one figure got worse. */
  public boolean anyWorse() {
    return rows.stream().anyMatch(row -> row.verdict() == Verdict.WORSE);
  }

  private static boolean sameMachine(Environment before, Environment after) {
    return before.cpu().equals(after.cpu()) && before.cores() == after.cores();
  }

  private static Row row(
      Results beforeAll, Figure before, Results afterAll, Figure after, boolean sameMachine) {
    double value = quotient(after.value(), before.value());
    OptionalDouble ratio = OptionalDouble.empty();
    OptionalDouble ratioBefore = beforeAll.ratio(before);
    OptionalDouble ratioAfter = afterAll.ratio(after);
    double noise = before.noise() + after.noise();
    if (ratioBefore.isPresent() && ratioAfter.isPresent()) {
      ratio = OptionalDouble.of(quotient(ratioAfter.getAsDouble(), ratioBefore.getAsDouble()));
      noise += yardstickNoise(beforeAll, before) + yardstickNoise(afterAll, after);
    }
    boolean bytes = after.unit().startsWith("B");
    Verdict verdict = Verdict.UNKNOWN;
    if (bytes && Math.abs(after.value() - before.value()) < 1) {
      // Bytes are whole numbers, so a difference of less than one byte comes from the measurement
      // itself.
      verdict = Verdict.SAME;
    } else if (bytes || ratio.isPresent() || sameMachine) {
      verdict = verdict(ratio.orElse(value), noise, after.better());
    }
    return new Row(before, after, value, ratio, noise, verdict);
  }

  private static double yardstickNoise(Results results, Figure figure) {
    return figure.yardstick().flatMap(results::find).map(Figure::noise).orElse(0.0);
  }

  /**
   * Returns {@code after / before}. Returns 1 if both are equal, even if both are 0. Returns
   * infinity if only {@code before} is 0.
   */
  private static double quotient(double after, double before) {
    return after == before ? 1 : after / before;
  }

  private static Verdict verdict(double change, double noise, Better better) {
    double worse = better == Better.LOWER ? change : 1 / change;
    if (worse > 1 + noise) {
      return Verdict.WORSE;
    }
    return 1 / worse > 1 + noise ? Verdict.BETTER : Verdict.SAME;
  }
}
