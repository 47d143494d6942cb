package io.jitpeers.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.profiles.ProfileRunner;
import io.jitpeers.benchmarks.profiles.Profiles;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import io.jitpeers.benchmarks.report.ResultsJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
  private static final ReadmeTable SAMPLE =
      ReadmeTable.of("sample", results -> results.figure("one.time").value() + " ms");

  @TempDir Path root;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void withoutADisplay() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void aRunOfAllSectionsIsTheLatest() throws Exception {
    assertThat(run(List.of(sample("one", 2), sample("two", 3)), "--full")).isZero();

    Results latest = ResultsJson.read(results("latest.json"));
    assertThat(latest.figures()).extracting(Figure::id).containsExactly("one.time", "two.time");
    assertThat(latest.environment().effort()).isEqualTo(Effort.FULL);
    assertThat(results("latest.md")).content().contains("![latest/one.svg](latest/one.svg)");
    assertThat(results("latest/two.svg")).exists();
    assertThat(files()).anyMatch(name -> name.matches("\\d{4}-\\d\\d-\\d\\d-unknown\\.json"));
    assertThat(out.toString())
        .contains("time of one")
        .contains("Wrote benchmarks/results/latest.md");
  }

  @Test
  void aQuickRunIsTakenForNoOther() throws Exception {
    assertThat(run(List.of(sample("one", 2)), "--full")).isZero();
    assertThat(run(List.of(sample("one", 9)))).isZero();

    assertThat(ResultsJson.read(results("latest.json")).figure("one.time").value()).isEqualTo(2);
    assertThat(files()).anyMatch(name -> name.endsWith("-unknown-quick.json"));
    assertThat(out.toString()).contains("-unknown-quick.md");
  }

  @Test
  void whatARunThatFailedMeasuredIsTheLatestOfItsSection() throws Exception {
    assertThat(run(List.of(sample("one", 2), sample("two", 3)), "--full")).isZero();
    assertThat(run(List.of(sample("one", 9), broken("two")), "--full")).isEqualTo(1);

    Results latest = ResultsJson.read(results("latest.json"));
    assertThat(latest.figure("one.time").value()).isEqualTo(9);
    assertThat(latest.figure("two.time").value()).isEqualTo(3);
    assertThat(latest.complete()).isTrue();
    assertThat(files())
        .anyMatch(name -> name.endsWith("-unknown.json"))
        .anyMatch(name -> name.endsWith("-unknown-incomplete.json"))
        .anyMatch(name -> name.endsWith("-unknown-incomplete.md"));
  }

  @Test
  void aRunOfSomeSectionsTakesTheirPlaceInTheLatest() throws Exception {
    List<Section> all = List.of(sample("one", 2), sample("two", 3));
    assertThat(run(all, "--full", "--section", "two")).isZero();
    assertThat(out.toString()).doesNotContain("time of one");
    assertThat(files()).anyMatch(name -> name.endsWith("-unknown-two.json"));

    assertThat(run(all, "--full", "--section", "one")).isZero();
    assertThat(run(List.of(sample("one", 2), sample("two", 4)), "--full", "--section", "two"))
        .isZero();

    Results latest = ResultsJson.read(results("latest.json"));
    assertThat(latest.sections()).extracting(SectionOutcome::name).containsExactly("one", "two");
    assertThat(latest.figure("two.time").value()).isEqualTo(4);
    assertThat(results("latest.md")).content().contains("## one", "## two");
    assertThat(results("latest/one.svg")).exists();
  }

  @Test
  void aSectionThatIsNoMoreLeavesTheLatest() throws Exception {
    assertThat(run(List.of(sample("one", 2), sample("two", 3)), "--full")).isZero();
    assertThat(run(List.of(sample("one", 2)), "--full")).isZero();

    assertThat(ResultsJson.read(results("latest.json")).find("two.time")).isEmpty();
  }

  @Test
  void aSectionThatFailsDoesNotKeepTheNextFromRunning() throws Exception {
    assertThat(run(List.of(broken("broken"), sample("two", 3)))).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED (no such program)").contains("time of two");
    assertThat(results("latest.json")).as("it was a quick run").doesNotExist();
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(run(List.of(sample("one", 2)), "--section", "tow")).isEqualTo(2);
    assertThat(err.toString()).contains("There is no section tow, only [one]");
    assertThat(run(List.of(sample("one", 2)), "--quick", "--full")).isEqualTo(2);
  }

  @Test
  void aProfileIsNoMeasurement() {
    assertThat(run(List.of(sample("one", 2)), "--profile", "pipelin")).isEqualTo(2);
    assertThat(err.toString()).contains("There is no profile pipelin, only [open-known-key, pipe");
    assertThat(run(List.of(sample("one", 2)), "--profile", "pipeline", "--full")).isEqualTo(2);
    assertThat(err.toString()).contains("--profile excludes the options for measurements");
    assertThat(out.toString()).doesNotContain("time of one");
  }

  @Test
  void documentsAreUpdatedFromTheLatestRun() throws Exception {
    Path readme = root.resolve("README.md");
    Files.writeString(readme, "a\n<!-- figures:sample -->\nold\n<!-- /figures -->\nb\n");
    assertThat(run(List.of(sample("one", 2)), "--update-readme")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no benchmarks/results/latest.json");

    assertThat(run(List.of(sample("one", 2)), "--full", "--update-readme")).isZero();

    assertThat(readme).hasContent("a\n<!-- figures:sample -->\n2.0 ms\n<!-- /figures -->\nb\n");
    assertThat(out.toString()).contains("Updated README.md");
    assertThat(run(List.of(sample("one", 9)), "--update-readme")).as("measures nothing").isZero();
    assertThat(readme).content().contains("2.0 ms");
  }

  @Test
  void withoutMarkersOrFiguresNoDocumentIsTouched() throws Exception {
    Path readme = root.resolve("README.md");
    Files.writeString(readme, "nothing\n");
    assertThat(run(List.of(sample("one", 2)), "--full", "--update-readme")).isEqualTo(1);
    assertThat(err.toString()).contains("has a marker for figures");

    Files.writeString(readme, "<!-- figures:sample -->\nold\n<!-- /figures -->\n");
    assertThat(run(List.of(sample("other", 2)), "--full", "--update-readme")).isEqualTo(1);
    assertThat(err.toString()).contains("README.md: The results have no figure one.time");
    assertThat(readme).content().contains("old");
  }

  private int run(List<Section> sections, String... options) {
    ProfileRunner profiles =
        new ProfileRunner(root.resolve("benchmarks/profiles"), Profiles.all(root));
    return new CommandLine(new RunCommand(root, sections, List.of(SAMPLE), profiles))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(options);
  }

  private Path results(String name) {
    return root.resolve("benchmarks/results").resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("benchmarks/results"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Section sample(String name, double value) {
    return new Sample(
        name,
        figures ->
            figures.accept(
                Figure.of(
                    name + ".time", name, "time of " + name, "ms", Better.LOWER, List.of(value))));
  }

  private static Section broken(String name) {
    return new Sample(
        name,
        figures -> {
          throw new IllegalStateException("no such program");
        });
  }

  private record Sample(String name, Consumer<Consumer<Figure>> work) implements Section {
    @Override
    public String describe() {
      return "nothing that is real";
    }

    @Override
    public void run(Effort effort, Consumer<Figure> figures) {
      work.accept(figures);
    }
  }
}
