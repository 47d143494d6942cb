package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.kernel.firstreply.BudgetFigures;
import io.jitpeers.benchmarks.kernel.firstreply.BudgetLine;
import io.jitpeers.benchmarks.kernel.firstreply.FirstPacketBudget;
import io.jitpeers.benchmarks.report.MarkdownTable;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.kerneltests.gateway.ways.Way;
import java.util.ArrayList;
import java.util.List;

/** The table of the time that a first packet takes in each stage. */
final class BudgetTable {
  private BudgetTable() {}

  /** Returns the table, whose cells show median and p99 in microseconds. */
  static Object render(Results results) {
    List<String> head = new ArrayList<>(List.of("µs, median / p99"));
    FirstPacketBudget.WAYS.forEach(way -> head.add(way.toString()));
    MarkdownTable table = new MarkdownTable(head.toArray(String[]::new));
    for (BudgetLine line : BudgetLine.values()) {
      table.row(row(results, line.title(), line.id()));
    }
    table.row(row(results, "the client's first reply", BudgetFigures.PING));
    List<String> resident = new ArrayList<>(List.of("a client whose peer is there already"));
    FirstPacketBudget.WAYS.forEach(
        way -> resident.add(cell(results, Way.RESIDENT, BudgetFigures.PING)));
    return table.row(resident.toArray(String[]::new));
  }

  private static String[] row(Results results, String title, String line) {
    List<String> row = new ArrayList<>(List.of(title));
    FirstPacketBudget.WAYS.forEach(way -> row.add(cell(results, way, line)));
    return row.toArray(String[]::new);
  }

  private static String cell(Results results, Way way, String line) {
    return String.join(
        " / ",
        BudgetFigures.PERCENTILES.stream()
            .map(percentile -> BudgetFigures.id(way, line, percentile))
            .map(id -> Numbers.of(results.figure(id).value()))
            .toList());
  }
}
