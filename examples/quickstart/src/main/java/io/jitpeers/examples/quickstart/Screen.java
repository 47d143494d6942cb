package io.jitpeers.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Shows progress as plain lines, each with the time since the start. */
final class Screen {
  private final PrintStream out;
  private final long began = System.nanoTime();

  Screen(PrintStream out) {
    this.out = out;
  }

  /** Prints the heading of a new part. */
  void chapter(String title) {
    out.println();
    out.println(title);
  }

  /** Prints an event. */
  void note(String format, Object... values) {
    double seconds = (System.nanoTime() - began) / 1e9;
    out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, String.format(Locale.ROOT, format, values));
    out.flush();
  }

  /** Prints a line unchanged. */
  void print(String line) {
    out.println(line);
    out.flush();
  }
}
