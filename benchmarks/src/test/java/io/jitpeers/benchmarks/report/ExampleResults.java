package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Results of an invented run. */
public final class ExampleResults {
  public static final Environment ENVIRONMENT =
      new Environment(
          Instant.parse("2026-11-28T10:15:30Z"),
          "0123abcd",
          false,
          Effort.QUICK,
          "Some Processor 9000",
          2,
          24_000,
          "17.0.15 (Debian)",
          "6.1.0",
          0.25);

  /** Of another machine, a minute earlier. */
  public static final Environment OTHER =
      new Environment(
          ENVIRONMENT.date().minusSeconds(60),
          "4567abcd",
          true,
          Effort.FULL,
          "Other Processor",
          4,
          8_000,
          "25",
          "6.12.0",
          0.1);

  private ExampleResults() {}

  /** Returns results with the figures, of a section that succeeded. */
  public static Results of(Figure... figures) {
    return new Results(
        ENVIRONMENT,
        List.of(new SectionOutcome("sample", ENVIRONMENT, 1.5, Optional.empty())),
        List.of(figures));
  }

  /** Returns a time in milliseconds. */
  public static Figure time(String id, Double... rounds) {
    return Figure.of(id, "sample", "time of " + id, "ms", Better.LOWER, List.of(rounds));
  }

  /** Returns a throughput. */
  public static Figure rate(String id, Double... rounds) {
    return Figure.of(id, "sample", "rate of " + id, "a second", Better.HIGHER, List.of(rounds));
  }
}
