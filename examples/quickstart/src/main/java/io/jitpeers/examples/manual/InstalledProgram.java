package io.jitpeers.examples.manual;

import io.jitpeers.examples.Programs;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/**
 * A program that the Debian packages install. Immutable and thread-safe.
 *
 * @param name the program's name in {@code /usr/bin}
 * @param section the section of its manual page
 * @param summary what the program does, for the first line of the manual page
 * @param files the files that it uses
 * @param seeAlso other manual pages
 */
record InstalledProgram(
    String name, int section, String summary, List<File> files, List<String> seeAlso) {

  /**
   * A file or folder.
   *
   * @param path the path of the file or folder
   * @param meaning what the file or folder contains
   */
  record File(String path, String meaning) {}

  /** Returns all programs. */
  static List<InstalledProgram> all() {
    return List.of(
        new InstalledProgram(
            "jit-peers",
            1,
            "demonstrations and tools of just-in-time WireGuard peers",
            List.of(),
            List.of("jit-gateway(8)", "jit-control-plane(8)", "wg(8)")),
        new InstalledProgram(
            "jit-gateway",
            8,
            "just-in-time peers on this machine's WireGuard interfaces",
            List.of(
                new File("/etc/jit-gateway/gateway.properties", "The settings of the service."),
                new File(
                    "/etc/jit-gateway/token",
                    "The control plane's bearer token. Only root can read it."),
                new File("/var/lib/jit-gateway", "What the service remembers across restarts.")),
            List.of("jit-peers(1)", "jit-control-plane(8)", "wg(8)", "systemctl(1)")),
        new InstalledProgram(
            "jit-control-plane",
            8,
            "serves the peers of an SQLite file to gateways",
            List.of(
                new File("/etc/default/jit-control-plane", "The options of the service."),
                new File(
                    "/etc/jit-control-plane/token",
                    "The bearer token that gateways must send. Root and the service can read it."),
                new File("/var/lib/jit-control-plane/peers.db", "The peers.")),
            List.of("jit-peers(1)", "jit-gateway(8)", "wg(8)", "systemctl(1)")));
  }

  CommandLine commandLine() {
    return Objects.requireNonNull(Programs.commandLine(name, new String[0]));
  }
}
