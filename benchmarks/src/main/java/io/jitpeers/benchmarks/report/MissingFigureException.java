package io.jitpeers.benchmarks.report;

/** Reports that a table needs a figure that the results do not contain. */
public final class MissingFigureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param id the missing figure's id
   */
  public MissingFigureException(String id) {
    super("The results have no figure " + id + ": was its section run?");
  }
}
