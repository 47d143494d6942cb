package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.Version;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** The command {@code fleet list}: prints which gateway has each peer. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a line for each peer that a gateway of the fleet has, in any order. A line has the"
          + " peer's public key, the gateway, the client's endpoint, the allowed IPs, and the"
          + " timestamp of the handshake that began the session. A hyphen (-) stands for an unknown"
          + " value. Ends with 0 if all peers were printed, 1 if not, and 2 for a mistake in the"
          + " command line."
    })
final class ListCommand extends DirectoryCommand {
  ListCommand() {
    this(Surroundings.real());
  }

  ListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void prepare() {}

  @Override
  int use(FleetDirectory directory)
      throws InterruptedException, ExecutionException, TimeoutException {
    // Printing may block, but a visitor must not block.
    Queue<PeerLocation> found = new ConcurrentLinkedQueue<>();
    var unused = answer(directory.visit(found::add));
    found.forEach(location -> out().println(LocationText.lineWithTimestamp(location)));
    return printed();
  }
}
