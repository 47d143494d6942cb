package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code forget-timestamp}: forgets the newest accepted timestamp of a peer. The peer's
 * client is then admitted even if the client's clock was set back.
 */
@Command(
    name = "forget-timestamp",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Has a running gateway admit a client whose clock fell back: its next initiation is accepted,"
          + " whatever its timestamp. Do so only if the client itself is trying."
          + " Ends with 0 if the gateway executed it, 1 if not, and 2 for a mistake in the command"
          + " line."
    })
public final class ForgetTimestampCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public ForgetTimestampCommand() {
    this(System.out);
  }

  ForgetTimestampCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "forget-timestamp");
  }
}
