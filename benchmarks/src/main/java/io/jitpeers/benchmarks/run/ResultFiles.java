package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.report.Charts;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import io.jitpeers.benchmarks.report.ResultsJson;
import io.jitpeers.benchmarks.report.ResultsMarkdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where results go. Each run has a JSON file of its own. A full run of all sections that measured
 * everything is named by its day and commit, and also becomes {@code latest.json}, {@code
 * latest.md} and the charts in {@code latest}; the name of any other run says what it is, and it
 * has a page and charts of that name.
 */
final class ResultFiles {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
  private static final String LATEST = "latest";

  private final Path folder;

  ResultFiles(Path folder) {
    this.folder = folder;
  }

  /** Returns the JSON file of the latest full run of all sections. */
  Path latest() {
    return folder.resolve(LATEST + ".json");
  }

  /**
   * Writes results.
   *
   * @param whole whether all sections ran
   * @return the page that shows them
   */
  Path write(Results results, boolean whole) throws IOException {
    Files.createDirectories(folder);
    boolean latest = whole && isFull(results) && results.complete();
    String name = name(results, whole);
    ResultsJson.write(results, folder.resolve(name + ".json"));
    if (latest) {
      ResultsJson.write(results, latest());
    }
    String shown = latest ? LATEST : name;
    List<String> charts =
        Charts.draw(results, folder.resolve(shown)).stream()
            .map(chart -> shown + "/" + chart)
            .toList();
    Path page = folder.resolve(shown + ".md");
    Files.writeString(page, ResultsMarkdown.of(results, charts));
    return page;
  }

  private static String name(Results results, boolean whole) {
    String name = DAY.format(results.environment().date()) + "-" + results.environment().version();
    if (!whole) {
      name +=
          results.sections().stream()
              .map(SectionOutcome::name)
              .collect(Collectors.joining("+", "-", ""));
    }
    return name + (isFull(results) ? "" : "-quick") + (results.complete() ? "" : "-incomplete");
  }

  private static boolean isFull(Results results) {
    return results.environment().effort() == Effort.FULL;
  }
}
