package io.jitpeers.examples.gateway.init;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Creates the texts of a gateway's settings file and systemd unit. Immutable and thread-safe. */
final class GatewayFiles {
  private static final String UNIT = "jit-gateway.service";
  private static final Pattern SPECIAL = Pattern.compile("[\\s%\\\\\"'$]");

  private final Answers answers;

  GatewayFiles(Answers answers) {
    this.answers = answers;
  }

  /** Returns the settings. */
  String settings() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# Written by \"gateway init\". Other settings: docs/gateway.md and"
                    + " docs/settings.md.",
                "gateway.interfaces=" + answers.interfaceName(),
                "gateway.status-address=127.0.0.1:9586",
                "",
                "# How initiations are seen: pcap, or nfqueue with a firewall rule"
                    + " (docs/nfqueue.md).",
                "packet-source=pcap",
                "packet-source.pcap.interface=any",
                "",
                "config-source.http.base-url=" + answers.controlPlane()));
    if (answers.hasToken()) {
      lines.add("# The unit overrides this with its credential.");
      lines.add("config-source.http.bearer-token-file=" + answers.tokenFile());
    }
    lines.addAll(
        List.of(
            "",
            "# The addresses that peers may have. Without it the control plane may give them any.",
            "#peer-config.permitted-allowed-ips=10.0.0.0/8",
            "",
            "# How often to look for idle peers, and how long one may be idle.",
            "eviction.every=1m",
            "eviction.jitter=0.1",
            "eviction-policy.idle.after=10m",
            ""));
    return String.join("\n", lines);
  }

  /**
   * Checks that a systemd unit can contain the given command line and path without quotes.
   *
   * @throws IllegalArgumentException if one of them has a character with a special meaning for
   *     systemd
   */
  static void requireUnitCanName(List<String> program, Path config) {
    Stream.concat(program.stream(), Stream.of(config.toString()))
        .filter(word -> SPECIAL.matcher(word).find())
        .findFirst()
        .ifPresent(
            word -> {
              throw new IllegalArgumentException(
                  "a unit names files without blanks, quotes, backslashes, dollar and percent"
                      + " signs, unlike \""
                      + word
                      + "\"; use other names, or --no-unit");
            });
  }

  /**
   * Returns a systemd unit for the gateway. The unit is the project's example unit with the given
   * command line.
   *
   * @param program the beginning of the command line that runs the gateway
   * @param config the settings file
   */
  String unit(List<String> program, Path config) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : (Iterable<String>) example().lines()::iterator) {
      if (line.startsWith("ExecStart=")) {
        lines.add(
            "ExecStart="
                + String.join(" ", program)
                + " --config "
                + config
                + (answers.hasToken() ? " --token-file ${CREDENTIALS_DIRECTORY}/token" : "")
                + " --state-directory ${STATE_DIRECTORY} --log-format json");
      } else if (line.startsWith("LoadCredential=")) {
        lines.add("LoadCredential=token:" + answers.tokenFile());
      } else if (!line.contains("jit-examples.jar archive")) {
        lines.add(line);
      }
    }
    if (!answers.hasToken()) {
      lines.removeIf(line -> line.startsWith("LoadCredential=") || line.contains("bearer token"));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String example() throws IOException {
    try (InputStream in = GatewayFiles.class.getResourceAsStream(UNIT)) {
      if (in == null) {
        throw new FileNotFoundException("this program lacks its " + UNIT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
