package io.jitpeers.examples;

import io.jitpeers.examples.common.CommandMistakes;
import io.jitpeers.examples.controlplane.ControlPlaneCommand;
import io.jitpeers.examples.gateway.GatewayCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Creates the command lines of installed programs. The Debian packages install some commands as
 * programs with separate names. Stateless and thread-safe.
 */
public final class Programs {
  /**
   * The system property in which a launcher passes the name of the program that the user called.
   */
  static final String PROPERTY = "jitpeers.program";

  private Programs() {}

  /**
   * Returns the command line of an installed program.
   *
   * @param name {@code jit-peers} for all commands, {@code jit-gateway} or {@code
   *     jit-control-plane}
   * @param arguments the arguments that the program will get
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
