package io.jitpeers.kerneltests.engine;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;

/** Converts exceptions to values, and back. */
final class Failures {
  private Failures() {}

  static RunEvent.Failure describe(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return new RunEvent.Failure(
        thrown.getClass().getName(),
        thrown instanceof AssertionError,
        Objects.requireNonNullElse(thrown.getMessage(), ""),
        List.of(thrown.getStackTrace()),
        text.toString());
  }

  /**
   * Restores an exception. An assertion error becomes an assertion error again, because reports
   * distinguish failures from errors by that.
   */
  static Throwable revive(RunEvent.Failure failure) {
    return failure.assertion() ? new ReplayedAssertion(failure) : new ReplayedException(failure);
  }

  private static final class ReplayedAssertion extends AssertionError {
    private static final long serialVersionUID = 1;
    private final String text;

    ReplayedAssertion(RunEvent.Failure failure) {
      super(failure.message());
      text = failure.text();
      setStackTrace(failure.frames().toArray(StackTraceElement[]::new));
    }

    @Override
    public void printStackTrace(PrintStream out) {
      out.print(text);
    }

    @Override
    public void printStackTrace(PrintWriter out) {
      out.print(text);
    }
  }

  private static final class ReplayedException extends Exception {
    private static final long serialVersionUID = 1;
    private final String text;

    ReplayedException(RunEvent.Failure failure) {
      super(failure.type() + ": " + failure.message());
      text = failure.text();
      setStackTrace(failure.frames().toArray(StackTraceElement[]::new));
    }

    @Override
    public void printStackTrace(PrintStream out) {
      out.print(text);
    }

    @Override
    public void printStackTrace(PrintWriter out) {
      out.print(text);
    }
  }
}
