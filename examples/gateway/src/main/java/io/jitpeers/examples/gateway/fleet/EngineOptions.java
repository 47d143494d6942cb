package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.fleet.RedisFleetOptions;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options for the connection to the engine, which is the Valkey or Redis server that the
 * gateways share. The options are named after the gateways' settings.
 */
final class EngineOptions {
  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description =
          "The URL of the engine (the Valkey or Redis server that the gateways share), as in the"
              + " gateways' setting fleet.redis.url.")
  private String url = "";

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The user at the engine, as in fleet.redis.user.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file with the user's password, as in fleet.redis.password-file.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "A file with the CA certificates against which the engine's certificate is checked, as in"
              + " fleet.redis.ca-file.")
  private @Nullable Path caFile;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description =
          "The beginning of the names of all keys in the engine, as in fleet.redis.prefix.")
  private @Nullable String prefix;

  EngineOptions() {}

  /**
   * Returns the options for a fleet.
   *
   * @param command the command that has these options
   * @throws ParameterException if one of the options is wrong
   */
  RedisFleetOptions read(CommandLine command) {
    return read(command, builder -> {});
  }

  /**
   * Returns the options for a fleet, including options that only this command has.
   *
   * @param command the command that has these options
   * @param more sets the further options; may throw an {@link IllegalArgumentException}
   * @throws ParameterException if an option is wrong
   */
  RedisFleetOptions read(CommandLine command, Consumer<RedisFleetOptions.Builder> more) {
    try {
      RedisFleetOptions.Builder builder = RedisFleetOptions.builder(url);
      if (user != null) {
        builder.user(user);
      }
      if (passwordFile != null) {
        builder.passwordFile(passwordFile);
      }
      if (caFile != null) {
        builder.caFile(caFile);
      }
      if (prefix != null) {
        builder.prefix(prefix);
      }
      more.accept(builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }
}
