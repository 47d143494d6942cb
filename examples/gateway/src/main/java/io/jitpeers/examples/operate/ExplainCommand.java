package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code explain}: says why a peer can or cannot connect. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Asks a running gateway why a peer can or cannot connect. The first line of the answer says"
          + " what would happen to the peer's next initiation. The other lines say whether the peer"
          + " is on the interface, what the control plane answered, and how the peer's latest"
          + " initiations ended. Ends with 0 if the gateway executed the command, 1 if not, and 2"
          + " for a mistake in the command line."
    })
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public ExplainCommand() {
    this(System.out);
  }

  ExplainCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "explain");
  }
}
