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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SectionTablesTest {
  private static Stream<Figure> opened(String bare, String suffix, double factor) {
    return Stream.of(
        ExampleResults.time("crypto.x25519." + bare, 60_000.0 * factor),
        ExampleResults.time("crypto.open.known" + suffix, 72_000.0 * factor)
            .against("crypto.x25519." + bare),
        ExampleResults.time("crypto.open.known" + suffix + ".allocated", 1_199.6),
        ExampleResults.time("crypto.open.new" + suffix, 132_000.0 * factor)
            .against("crypto.x25519." + bare),
        ExampleResults.time("crypto.open.new" + suffix + ".allocated", 2_000.0));
  }

  @Test
  void opening() {
    Figure[] figures =
        Stream.of(
                Stream.of(ExampleResults.time("crypto.x25519.openssl", 25_000.0)),
                opened("bouncycastle", "", 1),
                opened("libcrypto", ".libcrypto", 0.5),
                opened("conscrypt", ".conscrypt", 0.25))
            .flatMap(one -> one)
            .toArray(Figure[]::new);

    assertThat(render("opening", figures))
        .isEqualTo(
            """
            | X25519 by | one operation | known key | new key | allocated, known / new key |
            |---|---|---|---|---|
            | `openssl speed` | 25 µs | | | |
            | Bouncy Castle | 60 µs | 72 µs (1.20) | 132 µs (2.20) | 1,200 B / 2,000 B |
            | OpenSSL, through JNA | 30 µs | 36 µs (1.20) | 66 µs (2.20) | 1,200 B / 2,000 B |
            | Conscrypt | 15 µs | 18 µs (1.20) | 33 µs (2.20) | 1,200 B / 2,000 B |""");
  }

  @Test
  void openingBesideWireGuardGo() {
    Figure[] figures =
        Stream.of(
                Stream.of(ExampleResults.time("crypto.x25519.openssl", 25_000.0)),
                Stream.of(
                    ExampleResults.time("crypto.x25519.wireguard-go", 30_000.0),
                    ExampleResults.time("crypto.open.known.wireguard-go", 45_000.0),
                    ExampleResults.time("crypto.open.known.wireguard-go.allocated", 6_516.0)),
                opened("bouncycastle", "", 1),
                opened("libcrypto", ".libcrypto", 0.5),
                opened("conscrypt", ".conscrypt", 0.25))
            .flatMap(one -> one)
            .toArray(Figure[]::new);

    assertThat(render("opening", figures))
        .isEqualTo(
            """
            | X25519 by | one operation | known key | known key ÷ wireguard-go's | new key | allocated, known / new key |
            |---|---|---|---|---|---|
            | `openssl speed` | 25 µs | | | | |
            | Go, in wireguard-go | 30 µs | 45 µs (1.50) | | | 6,516 B |
            | Bouncy Castle | 60 µs | 72 µs (1.20) | 1.60 | 132 µs (2.20) | 1,200 B / 2,000 B |
            | OpenSSL, through JNA | 30 µs | 36 µs (1.20) | 0.80 | 66 µs (2.20) | 1,200 B / 2,000 B |
            | Conscrypt | 15 µs | 18 µs (1.20) | 0.40 | 33 µs (2.20) | 1,200 B / 2,000 B |""");
  }

  @Test
  void memory() {
    Figure[] figures =
        Arrays.stream(FilledGateway.Kind.values())
            .map(kind -> ExampleResults.time(MemorySection.id(kind), 64.0))
            .toArray(Figure[]::new);

    assertThat(render("memory", figures))
        .startsWith(
            """
            | | heap |
            |---|---|
            | a resident peer with one allowed IP, without the store's memory | 64 B |
            | a resident peer with an IPv4 and an IPv6 allowed IP, without the store's memory | 64 B |
            """);
  }

  @Test
  void http() {
    Figure constant = ExampleResults.rate("http.constant.rate", 9_000.0);
    Figure constantHigh = ExampleResults.time("http.constant.p99", 7.0);
    Figure ours = ExampleResults.rate("http.control-plane.rate", 6_000.0).against("http.wrk.rate");
    Figure oursHigh = ExampleResults.time("http.control-plane.p99", 10.0);

    assertThat(render("http", constant, constantHigh, ours, oursHigh))
        .isEqualTo(
            """
            | | lookups a second | p99 |
            |---|---|---|
            | a server that gives one answer | 9,000 | 7 ms |
            | the reference control plane | 6,000 | 10 ms |""");
    assertThat(
            render(
                "http",
                constant,
                constantHigh,
                ours,
                oursHigh,
                ExampleResults.rate("http.wrk.rate", 10_000.0),
                ExampleResults.time("http.wrk.p99", 2.0),
                ExampleResults.time("http.paced.p50", 0.5),
                ExampleResults.time("http.paced.p99", 2.0).against("http.paced.p50")))
        .endsWith(
            """
            | `wrk`, at the reference control plane | 10,000 | 2 ms |
            | the reference control plane | 6,000, 0.60 of `wrk`'s | 10 ms |
            | the reference control plane, at a fixed rate; median / p99 | 1,000 | 0.5 ms / 2 ms, 4.00 times the median |""");
  }

  @Test
  void revalidation() {
    assertThat(
            render(
                "revalidation",
                ExampleResults.time("revalidation.due", 333.3),
                ExampleResults.time("revalidation.average", 340.0).against("revalidation.due"),
                ExampleResults.time("revalidation.peak", 400.0).against("revalidation.due"),
                ExampleResults.time("revalidation.peak-all-due", 500.0).against("revalidation.due"),
                ExampleResults.time("revalidation.p50.calm", 1.0),
                ExampleResults.time("revalidation.p50.asking", 1.25)
                    .against("revalidation.p50.calm"),
                ExampleResults.time("revalidation.p99.calm", 2.0),
                ExampleResults.time("revalidation.p99.asking", 3.0)
                    .against("revalidation.p99.calm"),
                ExampleResults.time("revalidation.heap.hot-set", 300.0)))
        .isEqualTo(
            """
            | | | ratio |
            |---|---|---|
            | lookups for revalidation that are due | 333 a second | |
            | lookups for revalidation that were made | 340 a second | 1.02 |
            | lookups for revalidation in the worst second | 400 a second | 1.20 |
            | lookups for revalidation in the worst second when all peers are due at once | 500 a second | 1.50 |
            | first packet, without revalidation, median / p99 | 1 / 2 ms | |
            | first packet, during revalidation, median / p99 | 1.25 / 3 ms | 1.25 / 1.50 |
            | heap of the set of resident peers, for each peer | 300 B | |""");
  }

  @Test
  void eachTableNamesAFigureThatIsMissing() {
    List<ReadmeTable> tables = tables().filter(table -> !table.name().equals("machine")).toList();

    assertThat(tables)
        .allSatisfy(
            table ->
                assertThatThrownBy(() -> table.render(ExampleResults.of()))
                    .isInstanceOf(MissingFigureException.class));
    assertThat(tables()).extracting(ReadmeTable::name).doesNotHaveDuplicates();
  }

  @Test
  void machine() {
    assertThat(render("machine"))
        .isEqualTo(
            "Measured on 2026-11-28: Some Processor 9000, 2 cores, 17.0.15 (Debian), Linux 6.1.0.");
  }

  private static Stream<ReadmeTable> tables() {
    return Stream.concat(SectionTables.all().stream(), TimeTables.all().stream());
  }

  private static String render(String name, Figure... figures) {
    Results results = ExampleResults.of(figures);
    return tables()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow()
        .render(results);
  }
}
