package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.FigureJson;
import io.jitpeers.benchmarks.figures.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The main program of the measuring JVM. It runs one section. */
final class KernelMain {
  private KernelMain() {}

  /**
   * Runs a section and ends the JVM, even if the section left threads behind. The exit code is 0 if
   * the section measured everything; otherwise it is 1 and the reason was printed.
   *
   * @param args the section's name, the effort, and the file to which figures are appended
   */
  public static void main(String[] args) {
    Section section = KernelSections.inside(args[0]);
    Effort effort = Effort.valueOf(args[1]);
    Path file = Path.of(args[2]);
    int code = 0;
    try {
      section.run(effort, figure -> append(file, figure));
    } catch (Throwable e) {
      e.printStackTrace();
      code = 1;
    }
    System.exit(code);
  }

  private static void append(Path file, Figure figure) {
    try {
      Files.writeString(
          file,
          FigureJson.toJson(figure) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("The figure " + figure.id() + " cannot be written", e);
    }
  }
}
