package io.jitpeers.benchmarks.report;

/**
 * A piece of a document that is made of results, such as a table. It stands between the lines
 * {@code <!-- figures:NAME -->} and {@code <!-- /figures -->}.
 */
public interface ReadmeTable {

  /** Returns the name in the marker, of small letters, digits and hyphens. */
  String name();

  /**
   * Returns the Markdown text between the markers, without an empty line before and after it.
   *
   * @throws MissingFigureException if the results lack a figure that it shows
   */
  String render(Results results);
}
