package io.jitpeers.examples;

import io.jitpeers.examples.common.CommandMistakes;
import io.jitpeers.examples.controlplane.ControlPlaneCommand;
import io.jitpeers.examples.gateway.GatewayCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The programs of an installation: packages give some commands names of their own. Stateless and
 * thread-safe.
 */
public final class Programs {
  /** The system property with which a launcher tells the name that the user called. */
  static final String PROPERTY = "jitpeers.program";

  private Programs() {}

  /**
   * Returns the command line of an installed program.
   *
   * @param name {@code jit-peers} for all commands, {@code jit-gateway} or {@code
   *     jit-control-plane}
   * @param arguments the arguments that it will get
   * @return a new command line, or null if there is no such program
   */
  public static @Nullable CommandLine commandLine(@Nullable String name, String[] arguments) {
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "jit-peers" -> Main.commandLine(arguments).setCommandName(name);
      case "jit-gateway" -> one(name, new GatewayCommand());
      case "jit-control-plane" -> one(name, new ControlPlaneCommand());
      default -> null;
    };
  }

  private static CommandLine one(String name, Object command) {
    return new CommandLine(command)
        .setCommandName(name)
        .setParameterExceptionHandler(new CommandMistakes());
  }
}
