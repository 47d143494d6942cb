package io.jitpeers.benchmarks.report;

import java.util.function.Function;

/**
 * A part of a document that is generated from results, such as a table. It stands between the lines
 * {@code <!-- figures:NAME -->} and {@code <!-- /figures -->}.
 */
public interface ReadmeTable {

  /** Returns the name in the marker. It consists of lower-case letters, digits and hyphens. */
  String name();

  /**
   * Returns the Markdown text between the markers, without an empty line before and after it.
   *
   * @throws MissingFigureException if the results lack a figure that the text shows
   */
  String render(Results results);

  /**
   * Returns a part whose text a function computes from results.
   *
   * @param content returns the text, or an object whose {@code toString} returns it
   */
  static ReadmeTable of(String name, Function<Results, Object> content) {
    return new ReadmeTable() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String render(Results results) {
        return content.apply(results).toString();
      }
    };
  }
}
