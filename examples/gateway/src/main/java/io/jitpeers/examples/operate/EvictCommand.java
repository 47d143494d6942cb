package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.Version;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code evict}: removes a peer. The peer is installed again when its client initiates
 * the next handshake.
 */
@Command(
    name = "evict",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Removes a peer from the interface of a running gateway now, even if the peer is pinned."
          + " The peer's session is lost. The next handshake of the peer's client brings the peer"
          + " back. Ends with 0 if the gateway executed the command, 1 if not, and 2 for a mistake"
          + " in the command line."
    })
public final class EvictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PeerOptions peer;

  /** Creates a command that prints its result on standard output. */
  public EvictCommand() {
    this(System.out);
  }

  EvictCommand(PrintStream out) {
    this.peer = new PeerOptions(out);
  }

  /**
   * Sends the command to the gateway.
   *
   * @return 0 if the gateway executed it, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    return peer.send(spec, "evict");
  }
}
