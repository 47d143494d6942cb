package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.rate;
import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.Comparison.Row;
import io.jitpeers.benchmarks.report.Comparison.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void moreTimeThanTheNoiseOfBothIsWorse() {
    assertThat(verdict(time("a", 10.0, 11.0), time("a", 11.5, 12.0))).isEqualTo(Verdict.WORSE);
    assertThat(verdict(time("a", 10.0, 11.0), time("a", 11.3, 12.5))).isEqualTo(Verdict.SAME);
    assertThat(verdict(time("a", 10.0), time("a", 9.0))).isEqualTo(Verdict.BETTER);
    assertThat(verdict(time("a", 10.0), time("a", 10.0))).isEqualTo(Verdict.SAME);
  }

  @Test
  void lessThroughputIsWorse() {
    assertThat(verdict(rate("a", 100.0), rate("a", 90.0))).isEqualTo(Verdict.WORSE);
    assertThat(verdict(rate("a", 100.0, 80.0), rate("a", 90.0))).isEqualTo(Verdict.SAME);
    assertThat(verdict(rate("a", 100.0), rate("a", 110.0))).isEqualTo(Verdict.BETTER);
  }

  @Test
  void aYardstickDecides() {
    Results before = ExampleResults.of(time("yard", 10.0), time("a", 10.0).against("yard"));
    Results slowMachine = ExampleResults.of(time("yard", 20.0), time("a", 20.0).against("yard"));
    Results slowProgram = ExampleResults.of(time("yard", 5.0), time("a", 10.0).against("yard"));

    assertThat(row(before, slowMachine, "a").verdict()).isEqualTo(Verdict.SAME);
    assertThat(row(before, slowMachine, "a").value()).isEqualTo(2);
    assertThat(row(before, slowMachine, "a").ratio()).hasValue(1);
    assertThat(row(before, slowProgram, "a").verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void theNoiseOfAYardstickCountsToo() {
    Results before = ExampleResults.of(time("yard", 10.0, 13.0), time("a", 10.0).against("yard"));
    Results after = ExampleResults.of(time("yard", 10.0), time("a", 12.0).against("yard"));

    assertThat(row(before, after, "a").verdict()).isEqualTo(Verdict.SAME);
  }

  @Test
  void onAnotherMachineOnlyRatiosAndBytesAreJudged() {
    Figure bytes =
        new Figure(
            "b", "sample", "", "B", time("b", 1.0).better(), List.of(300.0), Optional.empty());
    Results before = elsewhere(ExampleResults.of(time("a", 1.0), bytes));
    Figure more =
        new Figure("b", "sample", "", "B", bytes.better(), List.of(301.0), Optional.empty());
    Results after = ExampleResults.of(time("a", 9.0), more);

    assertThat(row(before, after, "a").verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(row(before, after, "b").verdict()).isEqualTo(Verdict.WORSE);
  }

  @Test
  void partsOfBytesAreNothing() {
    Figure none = new Figure("a", "s", "", "B/op", Better.LOWER, List.of(0.001), Optional.empty());
    Figure part = new Figure("a", "s", "", "B/op", Better.LOWER, List.of(0.9), Optional.empty());
    Figure some = new Figure("a", "s", "", "B/op", Better.LOWER, List.of(16.0), Optional.empty());

    assertThat(verdict(none, part)).isEqualTo(Verdict.SAME);
    assertThat(verdict(none, some)).isEqualTo(Verdict.WORSE);
  }

  @Test
  void somethingOutOfNothingIsWorse() {
    assertThat(verdict(time("a", 0.0), time("a", 1.0))).isEqualTo(Verdict.WORSE);
    assertThat(verdict(time("a", 0.0), time("a", 0.0))).isEqualTo(Verdict.SAME);
  }

  @Test
  void figuresThatComeAndGoAreListed() {
    Comparison comparison =
        Comparison.of(ExampleResults.of(time("gone", 1.0)), ExampleResults.of(time("new", 1.0)));

    assertThat(comparison.rows()).isEmpty();
    assertThat(comparison.missing()).containsExactly("gone");
    assertThat(comparison.added()).containsExactly("new");
    assertThat(comparison.anyWorse()).isFalse();
  }

  private static Verdict verdict(Figure before, Figure after) {
    return row(ExampleResults.of(before), ExampleResults.of(after), "a").verdict();
  }

  private static Row row(Results before, Results after, String id) {
    return Comparison.of(before, after).rows().stream()
        .filter(row -> row.after().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Results elsewhere(Results results) {
    Environment here = results.environment();
    return new Results(
        new Environment(
            here.date(),
            here.commit(),
            here.dirty(),
            here.effort(),
            "Other CPU",
            here.cores(),
            here.memoryMib(),
            here.jdk(),
            here.kernel(),
            here.loadBefore()),
        results.sections(),
        results.figures());
  }
}
