package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.report.Environment;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import io.jitpeers.examples.common.Progress;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs sections one after another. A failed section does not prevent the next one. */
final class SectionRunner {
  private final PrintWriter out;
  private final Progress progress;
  private final List<Figure> figures = new ArrayList<>();
  private final List<SectionOutcome> outcomes = new ArrayList<>();
  private final Environment environment;

  SectionRunner(PrintWriter out, Progress progress, Environment environment) {
    this.out = out;
    this.progress = progress;
    this.environment = environment;
  }

  Results run(List<Section> sections) throws InterruptedException {
    for (Section section : sections) {
      progress.clear();
      out.printf("%n%s: %s%n", section.name(), section.describe());
      out.flush();
      long start = System.nanoTime();
      Optional<String> failure = run(section, environment.effort());
      double seconds = Math.round((System.nanoTime() - start) / 1e8) / 10.0;
      outcomes.add(new SectionOutcome(section.name(), environment, seconds, failure));
      out.printf(
          Locale.ROOT,
          "  %s after %s s%n",
          failure.map(why -> "FAILED (" + why + ")").orElse("done"),
          Numbers.of(seconds));
      out.flush();
      progress.at(outcomes.size(), sections.size());
    }
    return results();
  }

  /** Runs a section. Any exception that the section throws counts as the section's failure. */
  private Optional<String> run(Section section, Effort effort) throws InterruptedException {
    try {
      section.run(effort, this::take);
      return Optional.empty();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError e) {
      return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private void take(Figure figure) {
    if (figures.stream().anyMatch(other -> other.id().equals(figure.id()))) {
      throw new IllegalArgumentException("There are two figures " + figure.id());
    }
    figures.add(figure);
    String ratio =
        results().ratio(figure).stream()
            .mapToObj(value -> Numbers.ratio(value) + " of " + figure.yardstick().orElse(""))
            .findFirst()
            .orElse("");
    out.printf(
        "  %-44s %14s %-9s ±%-5s %s%n",
        figure.title(),
        Numbers.of(figure.value()),
        figure.unit(),
        Numbers.percent(figure.noise()),
        ratio);
    out.flush();
  }

  private Results results() {
    return new Results(environment, outcomes, figures);
  }
}
