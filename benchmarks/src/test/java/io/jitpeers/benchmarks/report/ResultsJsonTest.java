package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.ENVIRONMENT;
import static io.jitpeers.benchmarks.report.ExampleResults.OTHER;
import static io.jitpeers.benchmarks.report.ExampleResults.rate;
import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsJsonTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Results results =
        new Results(
            ENVIRONMENT,
            List.of(
                new SectionOutcome("sample", ENVIRONMENT, 12.5, Optional.empty()),
                new SectionOutcome("broken", OTHER, 0.5, Optional.of("no such program"))),
            List.of(time("yard", 2.0, 2.5), time("ours", 3.0).against("yard"), rate("r", 1e6)));
    Path file = folder.resolve("results.json");

    ResultsJson.write(results, file);

    assertThat(ResultsJson.read(file)).isEqualTo(results);
    assertThat(Files.readString(file)).contains("\"ratio\" : 1.5").endsWith("}\n");
    assertThat(results.complete()).isFalse();
  }

  @Test
  void aMissingFieldIsNamed() throws Exception {
    Path file = folder.resolve("results.json");
    Files.writeString(file, "{\"sections\": []}");

    assertThatThrownBy(() -> ResultsJson.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The results have no field environment.");
  }

  @Test
  void ratiosAreToTheYardstickOfTheSameRun() {
    Results results =
        ExampleResults.of(
            time("yard", 4.0, 2.0),
            time("ours", 3.0, 5.0).against("yard"),
            time("alone", 3.0).against("absent"));

    assertThat(results.ratio("ours")).isEqualTo(1.5);
    assertThat(results.ratio(results.figure("alone"))).isEmpty();
    assertThatThrownBy(() -> results.ratio("alone")).isInstanceOf(MissingFigureException.class);
    assertThatThrownBy(() -> results.figure("absent"))
        .hasMessage("The results have no figure absent: was its section run?");
  }
}
