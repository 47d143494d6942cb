package io.jitpeers.examples.quickstart;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code quickstart}: shows and checks the main job of JIT Peers in one process. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    versionProvider = io.jitpeers.examples.common.Version.class,
    description = {
      "Shows just-in-time provisioning from end to end, without root, in a few seconds. Recorded"
          + " and simulated clients handshake, their configs are pulled over HTTP, and their peers"
          + " are installed, evicted, and brought back. Checks each step, and ends with 0 only if"
          + " all checks succeeded."
    })
public final class QuickStartCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(QuickStartCommand.class);

  private final PrintStream out;

  @Option(names = "--json", description = "Print the result as one JSON object, as the last line.")
  private boolean json;

  /** Creates a command that prints to standard output. */
  public QuickStartCommand() {
    this(System.out);
  }

  QuickStartCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the quick start.
   *
   * @return 0 if every claim was verified, else 1
   * @throws Exception if it could not run
   */
  @Override
  public Integer call() throws Exception {
    Screen screen = new Screen(out);
    Report report = new QuickStart(Scale.FULL, screen, UnaryOperator.identity()).run();
    report
        .failure()
        .filter(failure -> failure.getCause() != null)
        .ifPresent(failure -> log.error("a claim failed because of an error", failure));
    new ReportTable(report, screen).print();
    if (json) {
      screen.print(ReportJson.write(report));
    }
    return report.failure().isEmpty() ? 0 : 1;
  }
}
