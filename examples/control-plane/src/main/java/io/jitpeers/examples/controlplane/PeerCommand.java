package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.common.Version;
import picocli.CommandLine.Command;

/**
 * The command {@code control-plane peer}: edits the database, even while a server serves the
 * database.
 */
@Command(
    name = "peer",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Edits the peers of a control plane, whether or not it is running; edits take effect"
          + " immediately. Ends with 0 on success, 1 on failure, and 2 for a mistake in the command"
          + " line."
    },
    subcommands = {
      PeerAddCommand.class,
      PeerRemoveCommand.class,
      PeerResetCommand.class,
      PeerListCommand.class,
      PeerImportCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class PeerCommand {
  /** Creates the command; called by picocli. */
  PeerCommand() {}
}
