package io.jitpeers.examples;

import io.jitpeers.examples.common.CommandMistakes;
import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.controlplane.ControlPlaneCommand;
import io.jitpeers.examples.embedding.EmbeddingCommand;
import io.jitpeers.examples.gateway.GatewayCommand;
import io.jitpeers.examples.identify.IdentifyCommand;
import io.jitpeers.examples.peers.PeersCommand;
import io.jitpeers.examples.plugin.PluginCommand;
import io.jitpeers.examples.quickstart.QuickStartCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The examples' entry point: {@code java -jar jit-examples.jar quickstart}. */
@Command(
    name = "jit-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Examples of JIT Peers, just-in-time WireGuard peer provisioning.",
    subcommands = {
      QuickStartCommand.class,
      EmbeddingCommand.class,
      PluginCommand.class,
      PeersCommand.class,
      IdentifyCommand.class,
      ControlPlaneCommand.class,
      GatewayCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setParameterExceptionHandler(new CommandMistakes());
  }
}
