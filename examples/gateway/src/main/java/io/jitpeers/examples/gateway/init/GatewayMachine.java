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

/**
 * Examines a machine to find default answers to the questions of {@code gateway init}. Immutable
 * and thread-safe.
 */
final class GatewayMachine {
  private static final Path INTERFACES = Path.of("sys/class/net");

  private final Path root;
  private final boolean packaged;

  /**
   * Creates an instance for a machine.
   *
   * @param root the machine's root folder, {@code /}
   * @param program the name under which the launcher script of the Debian packages was called; null
   *     if the program was started without this script
   */
  GatewayMachine(Path root, @Nullable String program) {
    this.root = root;
    this.packaged = "jit-gateway".equals(program);
  }

  /** Returns whether the Debian package has installed a unit on this machine. */
  boolean hasUnit() {
    return packaged || Files.exists(root.resolve("usr/lib/systemd/system/jit-gateway.service"));
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

  /** Returns {@code /etc/jit-gateway/token} if this file exists, else {@code none}. */
  String tokenFile() {
    return Files.exists(root.resolve("etc/jit-gateway/token"))
        ? "/etc/jit-gateway/token"
        : Answers.NONE;
  }

  /** Returns the first words of the command line that runs the gateway. */
  List<String> program() {
    if (packaged) {
      return List.of("/usr/bin/jit-gateway");
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-jar",
        jar(),
        "gateway");
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
