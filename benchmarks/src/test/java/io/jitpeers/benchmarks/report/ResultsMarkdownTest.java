package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.ENVIRONMENT;
import static io.jitpeers.benchmarks.report.ExampleResults.OTHER;
import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsMarkdownTest {
  private static SectionOutcome outcome(String name, Environment environment) {
    return new SectionOutcome(name, environment, 1, Optional.empty());
  }

  @Test
  void aSectionOfAnotherRunSaysOfWhichAndWhere() {
    Results results =
        new Results(
            ENVIRONMENT,
            List.of(outcome("sample", ENVIRONMENT), outcome("older", OTHER)),
            List.of(time("ours", 3.0)));

    assertThat(ResultsMarkdown.of(results, List.of()))
        .startsWith("# Figures of 0123abcd\n\nSome Processor 9000, 2 cores")
        .contains("## older\n\nOf 4567abcd-dirty: Other Processor, 4 cores", "effort FULL")
        .containsOnlyOnce("Other Processor");
  }
}
