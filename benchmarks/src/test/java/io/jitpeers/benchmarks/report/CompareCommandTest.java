package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CompareCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsRatiosAndMarksWhatGotWorse() throws Exception {
    Path a =
        write("a.json", ExampleResults.of(time("yard", 2.0), time("ours", 2.0).against("yard")));
    Path b =
        write("b.json", ExampleResults.of(time("yard", 1.0), time("ours", 2.0).against("yard")));

    assertThat(compare(a, b)).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("ours +2 +2 +1.00 +2.00 +0%  WORSE")
        .contains("A: 0123abcd of 2026-11-28T10:15:30Z, Some Processor 9000")
        .endsWith("1 got worse.\n");
  }

  @Test
  void endsWithZeroIfNothingGotWorse() throws Exception {
    Path a = write("a.json", ExampleResults.of(time("ours", 2.0), time("gone", 1.0)));
    Path b = write("b.json", ExampleResults.of(time("ours", 1.0)));

    assertThat(compare(a, b)).isZero();
    assertThat(out.toString()).contains("better").contains("Only in A: gone\n");
  }

  @Test
  void endsWithTwoIfItCannotCompare() throws Exception {
    Path a = write("a.json", ExampleResults.of(time("ours", 2.0)));

    assertThat(compare(a, folder.resolve("absent.json"))).isEqualTo(2);
    assertThat(err.toString()).contains("The results cannot be read").contains("absent.json");
  }

  private Path write(String name, Results results) throws Exception {
    Path file = folder.resolve(name);
    ResultsJson.write(results, file);
    return file;
  }

  private int compare(Path a, Path b) {
    return new CommandLine(new CompareCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(a.toString(), b.toString());
  }
}
