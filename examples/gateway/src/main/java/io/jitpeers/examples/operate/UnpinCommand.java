package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code unpin}: undoes the command {@code pin}, which protects a peer from eviction
 * sweeps.
 */
@Command(
    name = "unpin",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Undoes the command pin: sweeps of the running gateway may evict the peer again, for example"
          + " when the peer is idle. Ends with 0 if the gateway executed the command, 1 if not, and"
          + " 2 for a mistake in the command line."
    })
public final class UnpinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public UnpinCommand() {
    this(System.out);
  }

  UnpinCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "unpin");
  }
}
