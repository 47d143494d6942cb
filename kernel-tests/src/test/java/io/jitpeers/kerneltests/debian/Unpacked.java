package io.jitpeers.kerneltests.debian;

import io.jitpeers.kerneltests.support.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of the packages in a folder. Nothing is installed, because the machine's file system is
 * the host's: paths of commands and units are those in the folder.
 */
final class Unpacked {
  private static final List<String> PACKAGES =
      List.of("jit-peers", "jit-gateway", "jit-control-plane");

  private final Path root;

  private Unpacked(Path root) {
    this.root = root;
  }

  /** Unpacks the packages that this build made. */
  static Unpacked into(Path root) {
    Path jar = Path.of(System.getProperty("jit.examples.jar")).toAbsolutePath().normalize();
    Path built = jar.getParent().resolveSibling("debian/target");
    for (String name : PACKAGES) {
      Commands.here()
          .run("dpkg-deb", "-x", built.resolve(name + ".deb").toString(), root.toString());
    }
    return new Unpacked(root);
  }

  /** Writes a file. */
  void write(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Returns the commands of the first block of docs/debian.md, for a shell. */
  static List<String> documented() throws IOException {
    Path readme = Path.of(System.getProperty("jit.readme"));
    String page = Files.readString(readme.resolveSibling("docs/debian.md"));
    int start = page.indexOf("```sh\n") + "```sh\n".length();
    return page.substring(start, page.indexOf("```", start)).lines().toList();
  }

  /** Returns the command line with which a service's unit starts it. */
  String service(String name) throws IOException {
    String options = "";
    Path environment = root.resolve("etc/default/" + name);
    if (Files.exists(environment)) {
      options = value(environment, "OPTIONS").replace("\"", "");
    }
    Path unit = root.resolve("usr/lib/systemd/system/" + name + ".service");
    return here(
        value(unit, "ExecStart")
            .replace("${CREDENTIALS_DIRECTORY}/token", value(unit, "LoadCredential").substring(6))
            .replace("${STATE_DIRECTORY}", "/var/lib/" + value(unit, "StateDirectory"))
            .replace("$OPTIONS", options));
  }

  private static String value(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no " + name));
  }

  /** Returns a command with the paths of this folder, and the JVM of the tests. */
  String here(String command) {
    String java = System.getProperty("java.home");
    String temporary = System.getProperty("java.io.tmpdir");
    return command
        .replaceAll("(?<![\\w/])/(etc/jit-|etc/default|var/lib/|usr/bin/)", root + "/$1")
        .replaceFirst(
            "^(?=" + root + "/usr/bin/)",
            "env JAVA_HOME="
                + java
                + " JAVA_TOOL_OPTIONS='-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                + " -Djava.io.tmpdir="
                + temporary
                + "' ");
  }
}
