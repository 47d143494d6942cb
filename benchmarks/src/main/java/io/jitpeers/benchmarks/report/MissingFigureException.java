package io.jitpeers.benchmarks.report;

/** Thrown if a table asks for a figure that the results do not have. */
public final class MissingFigureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param id which figure
   */
  public MissingFigureException(String id) {
    super("The results have no figure " + id + ": was its section run?");
  }
}
