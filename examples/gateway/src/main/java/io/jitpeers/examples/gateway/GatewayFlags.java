package io.jitpeers.examples.gateway;

import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.settings.Setting;
import io.jitpeers.examples.gateway.settings.SettingsFile;
import io.jitpeers.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line flags for settings. A flag overrides the same setting in the settings file. */
final class GatewayFlags {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file with settings, one KEY=VALUE on each line; # begins a comment. Flags override the"
              + " file. The keys are those of the library (docs/settings.md), and"
              + " gateway.interfaces, gateway.status-address, gateway.operator-token-file,"
              + " gateway.log-format, gateway.session-log, gateway.webhook and"
              + " gateway.webhook-secret-file. A key that begins with interface.NAME. applies only"
              + " to the interface NAME.")
  private @Nullable Path config;

  @Option(
      names = "--interface",
      split = ",",
      paramLabel = "NAME",
      description =
          "A WireGuard interface, such as wg0; for several, use commas or repeat the option"
              + " (gateway.interfaces).")
  private List<String> interfaces = new ArrayList<>();

  @Option(
      names = "--control-plane",
      paramLabel = "URL",
      description =
          "The URL of the control plane, from which the gateway pulls the configs of peers"
              + " (config-source.http.base-url).")
  private @Nullable String controlPlane;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the control plane's bearer token (config-source.http.bearer-token-file).")
  private @Nullable String tokenFile;

  @Option(
      names = "--source",
      paramLabel = "pcap|nfqueue",
      description =
          "How the gateway gets initiations: pcap, the default, captures them; nfqueue takes them"
              + " from a queue that a firewall rule fills (packet-source).")
  private @Nullable String source;

  @Option(
      names = "--capture-interface",
      paramLabel = "NAME",
      description =
          "With --source=pcap: the interface on which the gateway captures; any, the default, means"
              + " all interfaces (packet-source.pcap.interface).")
  private @Nullable String captureInterface;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "With --source=nfqueue: the number of the queue, the same as in the firewall rule"
              + " (packet-source.nfqueue.queue).")
  private @Nullable String queue;

  @Option(
      names = "--first-packet",
      paramLabel = "replay|initiate-back|wait",
      description =
          "How a new client gets WireGuard's first answer. With replay, the default, the kernel"
              + " gets the client's initiation again when the peer is installed, and answers it."
              + " With initiate-back, the kernel initiates a handshake with the client. With wait,"
              + " the client has to retry after 5 s (provisioning.first-packet).")
  private @Nullable String firstPacket;

  @Option(
      names = "--wake-up",
      description =
          "Bring an evicted peer back when a capture on its WireGuard interface sees a packet for"
              + " the peer (outbound-source=pcap).")
  private boolean wakeUp;

  @Option(
      names = "--recover",
      paramLabel = "NAME|nflog:GROUP",
      description =
          "Bring a client's peer back when the client sends data for which this gateway has no"
              + " session. A capture on the interface NAME sees the data, or a firewall rule logs"
              + " it to the NFLOG group GROUP (transport-source=pcap,"
              + " transport-source.pcap.interface).")
  private @Nullable String recover;

  @Option(
      names = "--status-address",
      paramLabel = "ADDRESS",
      description =
          "Where to serve the status page, metrics and health, 127.0.0.1:9586 by default; off for"
              + " no status server (gateway.status-address).")
  private @Nullable String statusAddress;

  @Option(
      names = "--operator-token-file",
      paramLabel = "FILE",
      description =
          "A file with the operator token, which each command to the status server must contain;"
              + " without this file, the server accepts no commands (gateway.operator-token-file).")
  private @Nullable String operatorTokenFile;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description =
          "The format of the log lines on standard error; text by default (gateway.log-format).")
  private @Nullable String logFormat;

  @Option(
      names = "--session-log",
      paramLabel = "FILE",
      description =
          "Append a line of JSON to this file for each session that ends: who, from where, from"
              + " when to when, how many bytes, and why it ended (gateway.session-log).")
  private @Nullable String sessionLog;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description =
          "Report to this URL which clients connect and disconnect (gateway.webhook). Needs"
              + " --webhook-secret-file.")
  private @Nullable String webhook;

  @Option(
      names = "--webhook-secret-file",
      paramLabel = "FILE",
      description =
          "A file with the secret that signs what is sent to the webhook"
              + " (gateway.webhook-secret-file).")
  private @Nullable String webhookSecretFile;

  @Option(
      names = "--state-directory",
      paramLabel = "DIR",
      description =
          "The folder for state that survives restarts: which peers were installed, and the newest"
              + " handshake timestamp of each client, so that recorded handshakes cannot be"
              + " replayed (state.directory).")
  private @Nullable String stateDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, in the form of a line of the --config file.")
  private List<String> set = new ArrayList<>();

  GatewayFlags() {}

  /**
   * Reads the settings file, if one is given, and applies the flags.
   *
   * @throws SettingsException if a setting is missing, wrong or unknown
   */
  GatewaySettings settings() {
    Map<String, String> file = config == null ? Map.of() : SettingsFile.read(config);
    return GatewaySettings.of(file, flags());
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    put(flags, "gateway.interfaces", interfaces.isEmpty() ? null : String.join(",", interfaces));
    put(flags, "config-source.http.base-url", controlPlane);
    put(flags, "config-source.http.bearer-token-file", tokenFile);
    put(flags, "packet-source", source);
    put(flags, "packet-source.pcap.interface", captureInterface);
    put(flags, "packet-source.nfqueue.queue", queue);
    put(flags, "provisioning.first-packet", firstPacket);
    put(flags, "outbound-source", wakeUp ? "pcap" : null);
    put(flags, "transport-source", recover == null ? null : "pcap");
    put(flags, "transport-source.pcap.interface", recover);
    put(flags, "gateway.status-address", statusAddress);
    put(flags, "gateway.operator-token-file", operatorTokenFile);
    put(flags, "gateway.log-format", logFormat);
    put(flags, "gateway.session-log", sessionLog);
    put(flags, "gateway.webhook", webhook);
    put(flags, "gateway.webhook-secret-file", webhookSecretFile);
    put(flags, "state.directory", stateDirectory);
    for (String text : set) {
      Setting setting = Setting.parse(text, "what follows --set");
      String before = flags.putIfAbsent(setting.key(), setting.value());
      if (before != null && !before.equals(setting.value())) {
        throw new SettingsException(
            "the setting " + setting.key() + " is given twice on the command line; keep one");
      }
    }
    return flags;
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }
}
