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
      "Resets what a running gateway remembers of the timestamps of a client whose clock fell back."
          + " The gateway then accepts the client's next initiation even if its timestamp is older than the timestamps of"
          + " earlier initiations. The gateway also removes the peer, which ends the peer's"
          + " session. Run this command only while the client itself tries to connect: otherwise,"
          + " the gateway may accept a recording of an old initiation. Ends with 0 if the gateway"
          + " executed the command, 1 if not, and 2 for a mistake in the command line."
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
