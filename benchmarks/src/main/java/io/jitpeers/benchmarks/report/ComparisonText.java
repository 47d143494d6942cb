package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.report.Comparison.Row;
import io.jitpeers.benchmarks.report.Comparison.Verdict;
import java.util.List;
import java.util.Locale;

/** Formats a comparison as a table for a terminal. */
final class ComparisonText {
  private ComparisonText() {}

  static String of(Results before, Results after) {
    Comparison comparison = Comparison.of(before, after);
    StringBuilder text = new StringBuilder();
    head(text, "A", before.environment());
    head(text, "B", after.environment());
    int width =
        comparison.rows().stream().mapToInt(row -> row.after().id().length()).max().orElse(6);
    String form = "%-" + width + "s %12s %12s %7s %12s %6s  %s%n";
    text.append(form(form, "figure", "A", "B", "B/A", "to yardstick", "noise", ""));
    for (Row row : comparison.rows()) {
      text.append(
          form(
              form,
              row.after().id(),
              Numbers.of(row.before().value()),
              Numbers.of(row.after().value()),
              Numbers.ratio(row.value()),
              row.ratio().isPresent() ? Numbers.ratio(row.ratio().getAsDouble()) : "",
              Numbers.percent(row.noise()),
              word(row.verdict())));
    }
    list(text, "Only in A", comparison.missing());
    list(text, "Only in B", comparison.added());
    long worse = comparison.rows().stream().filter(row -> row.verdict() == Verdict.WORSE).count();
    return text.append(worse == 0 ? "Nothing got worse." : worse + " got worse.")
        .append('\n')
        .toString();
  }

  private static String form(String form, Object... columns) {
    return String.format(Locale.ROOT, form, columns).replaceAll(" +\n$", "\n");
  }

  private static void head(StringBuilder text, String name, Environment environment) {
    text.append(name)
        .append(": ")
        .append(environment.version())
        .append(" of ")
        .append(environment.date())
        .append(", ")
        .append(environment.describe())
        .append('\n');
  }

  private static void list(StringBuilder text, String title, List<String> ids) {
    if (!ids.isEmpty()) {
      text.append(title).append(": ").append(String.join(", ", ids)).append('\n');
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case WORSE -> "WORSE";
      case BETTER -> "better";
      case SAME -> "";
      case UNKNOWN -> "another machine, no yardstick";
    };
  }
}
