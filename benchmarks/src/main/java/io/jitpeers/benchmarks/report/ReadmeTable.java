package io.jitpeers.benchmarks.report;

import java.util.function.Function;

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

  /**
   * Returns a piece whose text is what a function makes of results.
   *
   * @param content returns the text, or what has it as its {@code toString}
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
