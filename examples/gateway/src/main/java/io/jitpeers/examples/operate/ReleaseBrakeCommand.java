package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code release-brake}: evicts the peers that the revalidation brake holds. If the
 * control plane's answers suddenly call for the eviction of too many peers, the brake keeps the
 * gateway from evicting them.
 */
@Command(
    name = "release-brake",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Evicts the peers that the brake of a running gateway holds. The brake holds peers if the"
          + " control plane suddenly does not know many of them, or if the gateway still refuses"
          + " many new configs after the grace period. Run this command only after a person has"
          + " confirmed that the peers are unwanted. Ends with 0 if the gateway executed the"
          + " command, 1 if not, and 2 for a mistake in the command line."
    })
public final class ReleaseBrakeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private OperatorOptions gateway;

  /** Creates a command that prints its result on standard output. */
  public ReleaseBrakeCommand() {
    this(System.out);
  }

  ReleaseBrakeCommand(PrintStream out) {
    this.gateway = new OperatorOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return gateway.send(spec, "release-brake", "");
  }
}
