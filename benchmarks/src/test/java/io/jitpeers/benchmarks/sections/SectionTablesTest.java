package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.ExampleResults;
import io.jitpeers.benchmarks.report.MissingFigureException;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionTablesTest {
  @Test
  void opening() {
    assertThat(
            render(
                "opening",
                ExampleResults.time("crypto.x25519.openssl", 25_000.0),
                ExampleResults.time("crypto.x25519.bouncycastle", 60_000.0),
                ExampleResults.time("crypto.open.known", 72_000.0)
                    .against("crypto.x25519.bouncycastle"),
                ExampleResults.time("crypto.open.known.allocated", 1_199.6),
                ExampleResults.time("crypto.open.new", 132_000.0)
                    .against("crypto.x25519.bouncycastle"),
                ExampleResults.time("crypto.open.new.allocated", 2_000.0)))
        .isEqualTo(
            """
            | | time | X25519 operations | allocated |
            |---|---|---|---|
            | one X25519 operation, OpenSSL | 25 µs | | |
            | the same, Bouncy Castle | 60 µs | 1 | |
            | open an initiation of a known key | 72 µs | 1.20 | 1200 B |
            | open an initiation of a new key | 132 µs | 2.20 | 2000 B |""");
  }

  @Test
  void memory() {
    Figure[] figures =
        Arrays.stream(FilledGateway.Kind.values())
            .map(kind -> ExampleResults.time(MemorySection.id(kind), 64.0))
            .toArray(Figure[]::new);

    assertThat(render("memory", figures))
        .startsWith("| | heap |\n|---|---|\n| a resident peer, without the store's own | 64 B |");
  }

  @Test
  void eachTableNamesAFigureThatIsMissing() {
    List<ReadmeTable> tables =
        SectionTables.all().stream().filter(table -> !table.name().equals("machine")).toList();

    assertThat(tables)
        .allSatisfy(
            table ->
                assertThatThrownBy(() -> table.render(ExampleResults.of()))
                    .isInstanceOf(MissingFigureException.class));
    assertThat(SectionTables.all()).extracting(ReadmeTable::name).doesNotHaveDuplicates();
  }

  @Test
  void machine() {
    assertThat(render("machine"))
        .isEqualTo(
            "Measured on 2026-11-28: Some Processor 9000, 2 cores, 17.0.15 (Debian), Linux 6.1.0.");
  }

  private static String render(String name, Figure... figures) {
    Results results = ExampleResults.of(figures);
    return SectionTables.all().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow()
        .render(results);
  }
}
