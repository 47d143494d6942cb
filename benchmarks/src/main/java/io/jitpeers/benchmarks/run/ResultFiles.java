package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.report.Charts;
import io.jitpeers.benchmarks.report.Environment;
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
 * The files with results. Each run has its own JSON file. The file's name contains the day, the
 * commit, and whether the run was quick or something failed. If only some sections ran, the name
 * also contains the names of these sections. The newest figures of each section are in {@code
 * latest.json}, {@code latest.md} and the charts in {@code latest}. A section's figures are
 * replaced there when a full run has measured the whole section. A run with a quick or incomplete
 * section also gets its own page and charts.
 */
final class ResultFiles {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
  private static final String LATEST = "latest";

  private final Path folder;

  ResultFiles(Path folder) {
    this.folder = folder;
  }

  /** Returns a line with the day, the commit and the machine of a run. */
  static String made(Environment environment) {
    return DAY.format(environment.date())
        + ", "
        + environment.version()
        + ", "
        + environment.describe();
  }

  /** Returns the JSON file of the newest figures of each section. */
  Path latest() {
    return folder.resolve(LATEST + ".json");
  }

  /**
   * Writes results.
   *
   * @param order all existing sections
   * @return the page that shows the results
   */
  Path write(Results results, List<String> order) throws IOException {
    Files.createDirectories(folder);
    String name = name(results, results.sections().size() == order.size());
    ResultsJson.write(results, folder.resolve(name + ".json"));
    Path page = folder.resolve(LATEST + ".md");
    if (results.sections().stream().anyMatch(SectionOutcome::isClaim)) {
      Results before =
          Files.exists(latest())
              ? ResultsJson.read(latest())
              : new Results(results.environment(), List.of(), List.of());
      Results newest = before.updated(results, order);
      ResultsJson.write(newest, latest());
      show(newest, page, LATEST);
    }
    if (!results.sections().stream().allMatch(SectionOutcome::isClaim)) {
      page = folder.resolve(name + ".md");
      show(results, page, name);
    }
    return page;
  }

  private void show(Results results, Path page, String charts) throws IOException {
    List<String> drawn =
        Charts.draw(results, folder.resolve(charts)).stream()
            .map(chart -> charts + "/" + chart)
            .toList();
    Files.writeString(page, ResultsMarkdown.of(results, drawn));
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
