package io.jitpeers.examples.operate;

import io.jitpeers.examples.common.SecretFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options that all commands to a gateway share. This class also sends a command and prints its
 * result.
 */
final class OperatorOptions {
  private static final int FAILED = 1;

  private final PrintStream out;

  @Option(
      names = "--status-address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:9586",
      description = "The address of the gateway's status server, ${DEFAULT-VALUE} by default.")
  private String statusAddress = "";

  @Option(
      names = "--operator-token-file",
      required = true,
      paramLabel = "FILE",
      description =
          "The file with the operator token that the gateway was started with (its setting"
              + " gateway.operator-token-file).")
  private Path tokenFile = Path.of("");

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "The interface, such as wg0. Needed if the gateway has several.")
  private @Nullable String interfaceName;

  @Option(names = "--json", description = "Print the result as one JSON object (docs/status.md).")
  private boolean json;

  OperatorOptions() {
    this(System.out);
  }

  OperatorOptions(PrintStream out) {
    this.out = out;
  }

  /**
   * Sends a command.
   *
   * @param query empty, or a question mark and parameters
   * @return the exit code
   */
  int send(CommandSpec spec, String command, String query) throws InterruptedException {
    GatewayAddress address;
    try {
      address = GatewayAddress.parse(statusAddress);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    try {
      GatewayClient client = new GatewayClient(address, SecretFile.readToken(tokenFile), tokenFile);
      out.println(client.command(interfaceOf(client), command, query, json));
      return 0;
    } catch (IOException | RefusedException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(spec.qualifiedName() + ": " + e.getMessage());
      err.flush();
      return FAILED;
    }
  }

  private String interfaceOf(GatewayClient client) throws RefusedException, InterruptedException {
    if (interfaceName != null) {
      return interfaceName;
    }
    List<String> all = client.interfaces();
    if (all.size() == 1) {
      return all.get(0);
    }
    throw new RefusedException(
        all.isEmpty()
            ? "the gateway has no interface"
            : "the gateway has several interfaces; add --interface with one of "
                + String.join(", ", all));
  }
}
