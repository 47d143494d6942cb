package io.jitpeers.examples.gateway.settings;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of this program, under {@code gateway.}.
 *
 * @param interfaces the interfaces that {@code gateway.interfaces} names, possibly none
 * @param statusAddress the address of the status page; empty for none
 * @param operatorToken the file with the token that an operator's commands must have; empty for no
 *     commands
 * @param logFormat the log format
 * @param sessionLog the session log file; empty for none
 * @param webhook the URL that receives a report when a client connects or disconnects; empty for
 *     none
 * @param webhookSecret the file with the secret that signs the reports to the webhook; present if
 *     the webhook is present
 */
record OwnSettings(
    List<String> interfaces,
    Optional<InetSocketAddress> statusAddress,
    Optional<Path> operatorToken,
    LogFormat logFormat,
    Optional<Path> sessionLog,
    Optional<URI> webhook,
    Optional<Path> webhookSecret) {
  /** The default address, which only this machine can reach. */
  private static final String DEFAULT_STATUS_ADDRESS = "127.0.0.1:9586";

  /**
   * The values that switch a setting off. {@code false} is one of them, because YAML 1.1 reads
   * {@code off} as the boolean {@code false}.
   */
  static final Set<String> OFF = Set.of("off", "false");

  /** Reads the settings under {@code gateway.} and refuses unknown ones. */
  static OwnSettings of(Map<String, String> values) {
    Settings all = Settings.of(values);
    Settings own = all.scope("gateway");
    OwnSettings read =
        new OwnSettings(
            own.list("interfaces"),
            own.parse(
                    "status-address",
                    "an address such as " + DEFAULT_STATUS_ADDRESS + ", or off",
                    OwnSettings::address)
                .orElseGet(() -> address(DEFAULT_STATUS_ADDRESS)),
            own.parse("operator-token-file", "the path of a file", Path::of),
            own.parse("log-format", "text or json", LogFormat::parse).orElse(LogFormat.TEXT),
            own.parse("session-log", "the path of a file", Path::of),
            own.parse("webhook", "an http or https URL", URI::create),
            own.parse("webhook-secret-file", "the path of a file", Path::of));
    all.rejectUnknown();
    if (read.webhook().isPresent() != read.webhookSecret().isPresent()) {
      throw new SettingsException(
          "the settings gateway.webhook and gateway.webhook-secret-file belong together: the URL,"
              + " and a file with the secret that signs what is sent there; set both, or none");
    }
    if (read.operatorToken().isPresent() && read.statusAddress().isEmpty()) {
      throw new SettingsException(
          "the setting gateway.operator-token-file is for commands to the status server, which"
              + " gateway.status-address=off switches off; remove one of the two");
    }
    return read;
  }

  private static Optional<InetSocketAddress> address(String text) {
    if (OFF.contains(text)) {
      return Optional.empty();
    }
    HostAndPort parsed = HostAndPort.fromString(text);
    if (!parsed.hasPort()) {
      throw new IllegalArgumentException("no port");
    }
    return Optional.of(
        new InetSocketAddress(InetAddresses.forString(parsed.getHost()), parsed.getPort()));
  }
}
