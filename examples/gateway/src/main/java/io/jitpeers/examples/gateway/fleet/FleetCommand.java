package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code fleet}: revokes peers on all gateways that share an engine (a Valkey or Redis
 * server), shows which gateway has each peer, and keeps a machine's routes to the peers current.
 */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      RevokeCommand.class,
      LocateCommand.class,
      ListCommand.class,
      FollowCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Acts on a fleet, that is, on gateways that share data in a Valkey or Redis server (the"
            + " engine): revokes a peer on all gateways, says which gateway has each peer, and"
            + " keeps this machine's routes to the peers current.")
public final class FleetCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Creates a command. */
  public FleetCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required subcommand: revoke, locate, list or follow");
  }
}
