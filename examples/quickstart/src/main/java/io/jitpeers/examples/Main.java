package io.jitpeers.examples;

import io.jitpeers.examples.archive.ArchiveCommand;
import io.jitpeers.examples.common.CommandMistakes;
import io.jitpeers.examples.common.LibraryPaths;
import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.controlplane.ControlPlaneCommand;
import io.jitpeers.examples.embedding.EmbeddingCommand;
import io.jitpeers.examples.gateway.GatewayCommand;
import io.jitpeers.examples.gateway.fleet.FleetCommand;
import io.jitpeers.examples.identify.IdentifyCommand;
import io.jitpeers.examples.manual.ManualCommand;
import io.jitpeers.examples.operate.EvictCommand;
import io.jitpeers.examples.operate.ExplainCommand;
import io.jitpeers.examples.operate.ForgetTimestampCommand;
import io.jitpeers.examples.operate.PinCommand;
import io.jitpeers.examples.operate.ReleaseBrakeCommand;
import io.jitpeers.examples.operate.RevokeCommand;
import io.jitpeers.examples.operate.SweepCommand;
import io.jitpeers.examples.operate.UnpinCommand;
import io.jitpeers.examples.peers.PeersCommand;
import io.jitpeers.examples.plugin.PluginCommand;
import io.jitpeers.examples.quickstart.QuickStartCommand;
import io.jitpeers.examples.simulate.SimulateCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The examples' entry point: {@code java -jar jit-examples.jar quickstart}. */
@Command(
    name = "jit-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Examples of JIT Peers, just-in-time WireGuard peer provisioning.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final Map<String, Class<?>> COMMANDS = commands();

  private Main() {}

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("quickstart", QuickStartCommand.class);
    commands.put("embedding", EmbeddingCommand.class);
    commands.put("plugin", PluginCommand.class);
    commands.put("peers", PeersCommand.class);
    commands.put("identify", IdentifyCommand.class);
    commands.put("control-plane", ControlPlaneCommand.class);
    commands.put("gateway", GatewayCommand.class);
    commands.put("explain", ExplainCommand.class);
    commands.put("evict", EvictCommand.class);
    commands.put("revoke", RevokeCommand.class);
    commands.put("pin", PinCommand.class);
    commands.put("unpin", UnpinCommand.class);
    commands.put("forget-timestamp", ForgetTimestampCommand.class);
    commands.put("sweep", SweepCommand.class);
    commands.put("release-brake", ReleaseBrakeCommand.class);
    commands.put("fleet", FleetCommand.class);
    commands.put("simulate", SimulateCommand.class);
    commands.put("archive", ArchiveCommand.class);
    commands.put("manual", ManualCommand.class);
    return commands;
  }

  /**
   * Runs a command and ends the JVM with the command's exit code.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    LibraryPaths.set();
    System.exit(run(arguments));
  }

  /**
   * Runs a command.
   *
   * @param arguments the command and its options
   * @return the command's exit code
   */
  public static int run(String... arguments) {
    CommandLine program = Programs.commandLine(System.getProperty(Programs.PROPERTY), arguments);
    return (program == null ? commandLine(arguments) : program).execute(arguments);
  }

  /**
   * Returns a command line with all commands, for documentation.
   *
   * @return the command line
   */
  public static CommandLine allCommands() {
    return commandLine();
  }

  /**
   * Returns a command line for the given arguments. If they begin with a command, the command line
   * has only this command. Picocli loads the classes of every command that a command line has. With
   * only one command, it does not load the classes of the others.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    String wanted = arguments.length == 0 ? "" : arguments[0];
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(wanted) || !COMMANDS.containsKey(wanted)) {
            line.addSubcommand(name, command);
          }
        });
    return line.setParameterExceptionHandler(new CommandMistakes());
  }
}
