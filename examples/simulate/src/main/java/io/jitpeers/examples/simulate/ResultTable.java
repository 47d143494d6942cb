package io.jitpeers.examples.simulate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats results as a table of text, with one line for each plan. */
final class ResultTable {
  private static final int PERCENT = 100;

  private final List<List<String>> rows = new ArrayList<>();
  private final @Nullable Integer pullsPerSecond;

  private final boolean limited;

  private ResultTable(@Nullable Integer pullsPerSecond, boolean limited) {
    this.pullsPerSecond = pullsPerSecond;
    this.limited = limited;
    List<String> head =
        new ArrayList<>(
            List.of(
                "idle-after",
                "every",
                "mean",
                "most",
                "kernel memory",
                "pulls",
                "most/s",
                "p99.9/s",
                "again soon",
                "interrupted",
                "longest sweep",
                "sweeping"));
    if (pullsPerSecond != null) {
      head.add("longest wait");
    }
    if (limited) {
      head.add("refused");
    }
    rows.add(head);
  }

  /**
   * Returns the lines of a table, with a line of titles first.
   *
   * @param pullsPerSecond how many pulls the control plane answers in a second; null if unknown
   */
  static List<String> lines(List<SimulationResult> results, @Nullable Integer pullsPerSecond) {
    boolean limited = results.stream().anyMatch(r -> r.plan().maxPeers() != Integer.MAX_VALUE);
    ResultTable table = new ResultTable(pullsPerSecond, limited);
    results.forEach(table::add);
    return table.lines();
  }

  private void add(SimulationResult result) {
    List<String> row =
        new ArrayList<>(
            List.of(
                Texts.duration(result.plan().idleAfter()),
                Texts.duration(result.plan().every()),
                Texts.number(Math.round(result.hotSet().mean())),
                Texts.number(result.hotSet().most()),
                Texts.megabytes(result.kernelBytes()),
                Texts.number(result.pulls().total()),
                Texts.number(result.pulls().most()),
                Texts.number(result.pulls().high()),
                Texts.decimal(PERCENT * result.soonAgainShare()) + " %",
                Texts.number(result.interrupted()),
                Texts.seconds(result.longestSweep()),
                Texts.decimal(PERCENT * result.sweeping()) + " %"));
    if (pullsPerSecond != null) {
      row.add(Texts.seconds(result.pulls().longestWait(pullsPerSecond)));
    }
    if (limited) {
      row.add(Texts.number(result.refusals()));
    }
    rows.add(row);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(" ".repeat(width(column) - cell.length() + (column == 0 ? 0 : 2)));
        line.append(cell);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
