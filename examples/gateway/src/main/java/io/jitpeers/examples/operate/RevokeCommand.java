package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code revoke}: removes a peer, and forgets the control plane's cached answers about
 * the peer.
 */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Removes a peer from the interface of a running gateway. The gateway also forgets what the"
          + " control plane answered about the peer. If the peer's client initiates again, the gateway asks the control plane, so"
          + " remove the peer from the control plane first. Ends with 0 if the gateway executed the"
          + " command, 1 if not, and 2 for a mistake in the command line."
    })
public final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public RevokeCommand() {
    this(System.out);
  }

  RevokeCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "revoke");
  }
}
