package io.jitpeers.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Inserts tables between the markers of a document:
 *
 * <pre>{@code
 * <!-- figures:NAME -->
 * (replaced)
 * <!-- /figures -->
 * }</pre>
 */
public final class Markers {
  private static final Pattern START = Pattern.compile("<!-- figures:([a-z0-9-]+) -->");
  private static final String END = "<!-- /figures -->";

  private Markers() {}

  /**
   * Returns the names of a document's markers, in order.
   *
   * @throws MarkerException if a marker is not closed, or is closed without having been opened
   */
  public static List<String> names(String document) {
    List<String> names = new ArrayList<>();
    boolean open = false;
    for (String line : document.split("\n", -1)) {
      Matcher start = START.matcher(line.strip());
      if (start.matches()) {
        if (open) {
          throw notClosed(names);
        }
        names.add(start.group(1));
        open = true;
      } else if (line.strip().equals(END)) {
        if (!open) {
          throw new MarkerException("There is a " + END + " without a marker before it.");
        }
        open = false;
      }
    }
    if (open) {
      throw notClosed(names);
    }
    return names;
  }

  /**
   * Returns a document with new content between its markers. The markers are kept, so a second
   * update with the same results changes nothing.
   *
   * @param document Markdown text
   * @param tables the available tables
   * @param results the results that the tables show
   * @throws MarkerException if markers do not match, or name an unknown table
   * @throws MissingFigureException if the results lack a figure that a table shows
   */
  public static String update(String document, List<ReadmeTable> tables, Results results) {
    names(document).forEach(name -> table(name, tables));
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : document.split("\n", -1)) {
      Matcher start = START.matcher(line.strip());
      if (start.matches()) {
        inside = true;
        lines.add(line);
        lines.add(table(start.group(1), tables).render(results).strip());
      } else if (!inside || line.strip().equals(END)) {
        inside = false;
        lines.add(line);
      }
    }
    return String.join("\n", lines);
  }

  private static ReadmeTable table(String name, List<ReadmeTable> tables) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MarkerException(
                    "There is no table for the marker "
                        + name
                        + ", only for "
                        + tables.stream().map(ReadmeTable::name).sorted().toList()
                        + "."));
  }

  private static MarkerException notClosed(List<String> names) {
    return new MarkerException(
        "The marker " + names.get(names.size() - 1) + " is not closed by " + END + ".");
  }

  /** Reports that the markers of a document cannot be used. */
  public static final class MarkerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MarkerException(String message) {
      super(message);
    }
  }
}
