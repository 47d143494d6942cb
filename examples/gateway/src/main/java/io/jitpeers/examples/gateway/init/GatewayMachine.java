package io.jitpeers.examples.gateway.init;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be found out about a machine without a question. Stateless and thread-safe. */
final class GatewayMachine {
  private static final Path INTERFACES = Path.of("sys/class/net");

  private final Path root;

  /**
   * Creates a machine.
   *
   * @param root the folder {@code /}
   */
  GatewayMachine(Path root) {
    this.root = root;
  }

  /** Returns the first WireGuard interface, or {@code wg0} if there is none. */
  String wireGuardInterface() throws IOException {
    Path folder = root.resolve(INTERFACES);
    if (!Files.isDirectory(folder)) {
      return "wg0";
    }
    try (Stream<Path> interfaces = Files.list(folder)) {
      for (Path one : interfaces.sorted().toList()) {
        Path event = one.resolve("uevent");
        if (Files.isReadable(event) && Files.readString(event).contains("DEVTYPE=wireguard\n")) {
          return Objects.toString(one.getFileName());
        }
      }
    }
    return "wg0";
  }

  /** Returns the usual token file if there is one, else {@code none}. */
  String tokenFile() {
    return Files.exists(root.resolve("etc/jit-gateway/token"))
        ? "/etc/jit-gateway/token"
        : Answers.NONE;
  }

  /** Returns the command line with which this program runs the gateway. */
  static String program() {
    if ("jit-gateway".equals(System.getProperty("jitpeers.program"))) {
      return "/usr/bin/jit-gateway";
    }
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            jar(),
            "gateway");
    return String.join(" ", words);
  }

  private static String jar() {
    @Nullable CodeSource source = GatewayMachine.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("the JVM does not say where this program comes from");
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the JVM gave this class a location that is no URI", e);
    }
  }
}
