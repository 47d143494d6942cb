package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code sweep}: checks all resident peers for eviction now. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Starts a sweep of a running gateway now: the gateway checks all peers for eviction, and"
          + " evicts the peers that its eviction policies select. The gateway does so even if its regular sweeps are"
          + " paused. Ends with 0 if the gateway executed the command, 1 if not, and 2 for a"
          + " mistake in the command line."
    })
public final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--dry-run", description = "Only say what a sweep would do.")
  private boolean dryRun;

  @Mixin private OperatorOptions gateway;

  /** Creates a command that prints its result on standard output. */
  public SweepCommand() {
    this(System.out);
  }

  SweepCommand(PrintStream out) {
    this.gateway = new OperatorOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return gateway.send(spec, "sweep", dryRun ? "?dry-run=true" : "");
  }
}
