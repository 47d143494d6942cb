package io.jitpeers.benchmarks.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program behind {@code benchmarks/compare}. */
@Command(
    name = "benchmarks/compare",
    description = {
      "Prints what became of each figure between two runs: B's value divided by A's, and the same of"
          + " the ratios to the yardstick, which can be compared between machines. Marks what got"
          + " worse by more than the noise of both. Ends with 1 if anything did, and with 2 if it"
          + " could not compare, as a quick run with a full one."
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "A", index = "0", description = "The results of the run before.")
  private Path before = Path.of("");

  @Parameters(paramLabel = "B", index = "1", description = "The results of the run after.")
  private Path after = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // Used by picocli.
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Creates the command; for picocli. */
  public CompareCommand() {}

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param arguments the two files with the results to compare
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CompareCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Results first;
    Results second;
    try {
      first = ResultsJson.read(before);
      second = ResultsJson.read(after);
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("The results cannot be read: " + e.getMessage());
      return 2;
    }
    if (first.environment().effort() != second.environment().effort()) {
      spec.commandLine()
          .getErr()
          .println("One run is quick and the other full: they measure other amounts of work.");
      return 2;
    }
    out.print(ComparisonText.of(first, second));
    out.flush();
    return Comparison.of(first, second).anyWorse() ? 1 : 0;
  }
}
