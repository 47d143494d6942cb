package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
  private static final Results SCALE =
      ExampleResults.of(
          time("sample.list.100.wg", 1.0),
          time("sample.list.100.ours", 0.5).against("sample.list.100.wg"),
          time("sample.list.10000.wg", 100.0),
          time("sample.list.10000.ours", 40.0).against("sample.list.10000.wg"),
          time("sample.other", 7.0));

  @TempDir Path folder;

  @BeforeAll
  static void withoutADisplay() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void barsOfRatiosAndLinesOfSizes() throws Exception {
    List<String> charts = Charts.draw(SCALE, folder.resolve("charts"));

    assertThat(charts).containsExactly("sample.svg", "sample.list.svg");
    assertThat(folder.resolve("charts/sample.svg"))
        .content()
        .contains("<svg", "ratio to the yardstick", "sample.list.10000.ours", "0.4")
        .doesNotContain("sample.list.100.ours");
    assertThat(folder.resolve("charts/sample.list.svg")).content().contains("ours", "wg", "10000");
  }

  @Test
  void barsOfValuesIfThereIsNoYardstick() throws Exception {
    Results results = ExampleResults.of(time("sample.a", 3.0), time("sample.b", 5.0));

    assertThat(Charts.draw(results, folder)).containsExactly("sample.svg");
    assertThat(Files.readString(folder.resolve("sample.svg"))).contains("ms", "time of sample.b");
  }

  @Test
  void thePageShowsFiguresAndCharts() {
    String page = ResultsMarkdown.of(SCALE, List.of("latest/sample.svg", "latest/other.svg"));

    assertThat(page)
        .contains("## sample", "![latest/sample.svg](latest/sample.svg)")
        .contains("| time of sample.list.10000.ours | 40 ms | 0% | 0.40 | time of")
        .doesNotContain("other.svg");
  }
}
