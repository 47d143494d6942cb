package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code pin}: protects a peer from sweeps. */
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Protects a peer of a running gateway from sweeps (checks of all peers for eviction), even if"
          + " the peer is idle, until the peer is unpinned or the gateway ends. The"
          + " commands evict and revoke still remove the peer. The gateway also removes the peer if"
          + " the control plane no longer knows the peer. Ends with 0 if the gateway executed the"
          + " command, 1 if not, and 2 for a mistake in the command line."
    })
public final class PinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public PinCommand() {
    this(System.out);
  }

  PinCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "pin");
  }
}
