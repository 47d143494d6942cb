package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.ExampleResults;
import io.jitpeers.benchmarks.report.ReadmeTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FleetSectionTest {
  @Test
  @Tag("redis")
  void theEngineIsMeasured() throws Exception {
    List<Figure> figures = new ArrayList<>();
    new FleetSection().run(400, 0, 2, figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "fleet.ping",
            "fleet.alone.p50",
            "fleet.alone.p99",
            "fleet.paced.p50",
            "fleet.paced.p99",
            "fleet.rate",
            "fleet.memory",
            "fleet.locate.p50",
            "fleet.locate.p99",
            "fleet.claims",
            "fleet.location-memory");
    assertThat(figures).allMatch(figure -> figure.value() > 0);
  }

  private static String render(String name, Figure... figures) {
    ReadmeTable table =
        FleetTables.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    return table.render(ExampleResults.of(figures));
  }

  @Test
  void theTableOfTheFleet() {
    assertThat(
            render(
                "fleet",
                ExampleResults.time("fleet.ping", 0.02),
                ExampleResults.time("fleet.alone.p50", 0.06).against("fleet.ping"),
                ExampleResults.time("fleet.alone.p99", 0.2).against("fleet.ping"),
                ExampleResults.time("fleet.paced.p50", 0.08).against("fleet.ping"),
                ExampleResults.time("fleet.paced.p99", 0.3).against("fleet.ping"),
                ExampleResults.time("fleet.rate", 50_000.0),
                ExampleResults.time("fleet.memory", 157.0),
                ExampleResults.time("fleet.locate.p50", 0.08).against("fleet.ping"),
                ExampleResults.time("fleet.locate.p99", 0.4),
                ExampleResults.time("fleet.claims", 20_000.0),
                ExampleResults.time("fleet.location-memory", 528.0)))
        .isEqualTo(
            """
            | | median | p99 |
            |---|---|---|
            | `PING` by redis-benchmark, one at a time | 0.02 ms | |
            | advance a mark, one at a time | 0.06 ms (3.00 times `PING`) | 0.2 ms |
            | advance a mark, 1,000 a second | 0.08 ms (4.00 times `PING`) | 0.3 ms |
            | marks a second, 256 at a time | 50,000 | |
            | memory of a mark in the engine | 157 B | |
            | look up who sends from an endpoint, one at a time | 0.08 ms (4.00 times `PING`) | 0.4 ms |
            | locations claimed a second, 256 at a time | 20,000 | |
            | memory of a location in the engine | 528 B | |""");
  }

  @Test
  void theSentenceOfTheSimulator() {
    assertThat(
            render(
                "simulate",
                ExampleResults.time("simulate.tenth", 4_000.0),
                ExampleResults.time("simulate.week", 36_000.0).against("simulate.tenth")))
        .contains("takes 36 s; a tenth of the clients 4 s.");
  }
}
