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
      "Compares two runs of benchmarks/run, A and B, figure by figure. Prints B's value divided by"
          + " A's value. For a figure with a yardstick (a reference measurement in the same run),"
          + " also prints B's ratio to the yardstick divided by A's ratio; between different"
          + " machines, only these ratios and numbers of bytes can be compared. Marks each figure"
          + " that became worse by more than the noise of both runs. Ends with 1 if a figure became"
          + " worse, and with 2 if the runs cannot be compared, for example because one run is"
          + " quick and the other is full."
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "A",
      index = "0",
      description = "The JSON file with the results of the earlier run.")
  private Path before = Path.of("");

  @Parameters(
      paramLabel = "B",
      index = "1",
      description = "The JSON file with the results of the later run.")
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
