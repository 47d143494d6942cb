package io.jitpeers.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects the rows of a Markdown table. Not thread-safe. */
public final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();

  /** Creates a table with the given column titles. */
  public MarkdownTable(String... titles) {
    row(titles);
    lines.add("|" + String.join("|", Collections.nCopies(titles.length, "---")) + "|");
  }

  /** Adds a row. */
  public MarkdownTable row(String... cells) {
    lines.add(
        ("| " + String.join(" | ", cells) + " |").replace("|  |", "| |").replace("|  |", "| |"));
    return this;
  }

  /** Returns the Markdown text. */
  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
