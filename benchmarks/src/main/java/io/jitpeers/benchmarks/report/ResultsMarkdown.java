package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.util.List;
import java.util.OptionalDouble;

/** Formats results as a Markdown page, with a table and charts for each section. */
public final class ResultsMarkdown {
  private ResultsMarkdown() {}

  /**
   * Returns the page.
   *
   * @param results the results
   * @param charts paths of the charts, relative to the page; a chart's file name determines the
   *     section in which the chart appears
   */
  public static String of(Results results, List<String> charts) {
    Environment environment = results.environment();
    StringBuilder page = new StringBuilder();
    page.append("# Figures of ").append(environment.version()).append("\n\n");
    page.append(describe(environment)).append('\n');
    page.append("The best round counts; the noise is how far the worst one is from it.\n");
    for (SectionOutcome section : results.sections()) {
      page.append("\n## ").append(section.name()).append("\n\n");
      if (!section.environment().equals(environment)) {
        page.append("Of ").append(section.environment().version()).append(": ");
        page.append(describe(section.environment())).append("\n\n");
      }
      section.failure().ifPresent(why -> page.append("**Failed:** ").append(why).append("\n\n"));
      page.append(table(results, section.name()));
      charts.stream()
          .filter(chart -> isOf(section.name(), chart))
          .forEach(
              chart -> page.append("\n![").append(chart).append("](").append(chart).append(")\n"));
    }
    return page.toString();
  }

  private static String describe(Environment environment) {
    return "%s, %d MiB; %s, effort %s, load before %s."
        .formatted(
            environment.describe(),
            environment.memoryMib(),
            environment.date(),
            environment.effort(),
            Numbers.of(environment.loadBefore()));
  }

  private static boolean isOf(String section, String chart) {
    String file = chart.substring(chart.lastIndexOf('/') + 1);
    return file.equals(section + ".svg") || file.startsWith(section + ".");
  }

  private static String table(Results results, String section) {
    StringBuilder table =
        new StringBuilder("| figure | value | noise | ratio | to |\n|---|---|---|---|---|\n");
    for (Figure figure : results.ofSection(section)) {
      OptionalDouble ratio = results.ratio(figure);
      table
          .append("| ")
          .append(figure.title())
          .append(" | ")
          .append(Numbers.of(figure.value(), figure.unit()))
          .append(" | ")
          .append(Numbers.percent(figure.noise()))
          .append(" | ")
          .append(ratio.isPresent() ? Numbers.ratio(ratio.getAsDouble()) : "")
          .append(" | ")
          .append(figure.yardstick().flatMap(results::find).map(Figure::title).orElse(""))
          .append(" |\n");
    }
    return table.toString();
  }
}
