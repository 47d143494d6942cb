package io.jitpeers.examples.controlplane;

import com.google.common.base.Joiner;
import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.examples.common.Version;
import io.jitpeers.wireguard.PeerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code control-plane peer list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Lists the peers in the order of their keys. Prints no secrets: it says only which peers"
            + " have a preshared key.")
final class PeerListCommand extends DatabaseCommand {
  @Option(
      names = "--json",
      description =
          "Print the JSON document of each peer on one line, with \"preshared_key\": true if the"
              + " peer has a preshared key.")
  private boolean json;

  /** Creates the command; called by picocli. */
  PeerListCommand() {}

  @Override
  int run() throws IOException {
    PeerDatabase.<IOException>forEach(
        DatabaseFile.open(database()),
        config -> {
          out().print(json ? jsonOf(config) : textOf(config));
          out().print('\n');
        });
    print("");
    return 0;
  }

  private static String jsonOf(PeerConfig config) throws IOException {
    return new String(PeerConfigWriter.writeWithoutSecrets(config), StandardCharsets.UTF_8);
  }

  private static String textOf(PeerConfig config) {
    StringBuilder text = new StringBuilder(config.publicKey().toBase64());
    text.append("  ").append(Joiner.on(", ").join(config.allowedIps()));
    config.endpoint().ifPresent(at -> text.append("  endpoint ").append(Endpoints.text(at)));
    if (config.presharedKey().isPresent()) {
      text.append("  preshared key");
    }
    if (config.persistentKeepaliveSeconds() > 0) {
      text.append("  keepalive ").append(config.persistentKeepaliveSeconds()).append(" s");
    }
    config.expiresAt().ifPresent(time -> text.append("  expires ").append(time));
    if (config.timestampEpoch() > 0) {
      text.append("  timestamp epoch ").append(config.timestampEpoch());
    }
    if (config.clockUnreliable()) {
      text.append("  clock unreliable");
    }
    return text.toString();
  }
}
