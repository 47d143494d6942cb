package io.jitpeers.examples.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaySettingsTest {
  private static final String URL = "config-source.http.base-url";

  @Test
  void flagsWinOverTheFile() {
    GatewaySettings settings =
        GatewaySettings.of(
            Map.of("gateway.interfaces", "a", URL, "http://a"), Map.of(URL, "http://b"));
    assertThat(settings.orchestratorSettings("a"))
        .containsEntry(URL, "http://b")
        .containsEntry("config-source", "http")
        .doesNotContainKey("gateway.interfaces");
  }

  @Test
  void whatIsSetForOneInterfaceIsStronger() {
    GatewaySettings settings =
        GatewaySettings.of(
            Map.of(
                "gateway.interfaces",
                "wg0, wg0.5",
                "interface.wg0.5." + URL,
                "http://own",
                "interface.wg0.eviction.dry-run",
                "false"),
            Map.of(URL, "http://all"));
    assertThat(settings.orchestratorSettings("wg0")).containsEntry(URL, "http://all");
    assertThat(settings.orchestratorSettings("wg0.5")).containsEntry(URL, "http://own");
    assertThat(settings.withEvictionDryRun().orchestratorSettings("wg0"))
        .containsEntry("eviction.dry-run", "true");
  }

  private static GatewaySettings remembering(Map<String, String> more) {
    return GatewaySettings.of(
        Map.of("gateway.interfaces", "wg0, wg1", URL, "http://a", "state.directory", "/var/lib/x"),
        more);
  }

  @Test
  void aStateDirectoryHasTheReplayMemoryOfEachInterface() {
    GatewaySettings settings = remembering(Map.of());
    assertThat(settings.orchestratorSettings("wg1"))
        .containsEntry("replay-store", "sqlite")
        .containsEntry("replay-store.sqlite.file", "/var/lib/x/replay-wg1.sqlite");
    assertThat(settings.forgettingInterfaces()).isEmpty();
    assertThat(settings.withEvictionDryRun().orchestratorSettings("wg1"))
        .as("beside the gateway that has the files")
        .doesNotContainKeys("replay-store", "replay-store.sqlite.file", "state.directory");
  }

  @Test
  void aDryRunLeavesTheStateOfAnInterfaceAloneToo() {
    GatewaySettings settings = remembering(Map.of("interface.wg1.state.directory", "/var/lib/y"));
    assertThat(settings.orchestratorSettings("wg1")).containsEntry("state.directory", "/var/lib/y");
    assertThat(settings.withEvictionDryRun().orchestratorSettings("wg1"))
        .doesNotContainKey("state.directory");
  }

  @Test
  void aDryRunTellsTheFleetNothing() {
    GatewaySettings settings =
        remembering(
            Map.of(
                "fleet.type", "redis",
                "fleet.redis.url", "redis://a",
                "interface.wg1.fleet.redis.prefix", "one:",
                "interface.wg1.fleet.replay.unreachable", "refuse"));
    assertThat(settings.orchestratorSettings("wg1"))
        .containsEntry("fleet", "redis")
        .containsEntry("fleet.redis.prefix", "one:");
    assertThat(settings.withEvictionDryRun().orchestratorSettings("wg1").keySet())
        .noneMatch(key -> key.startsWith("fleet"));
  }

  private static final Map<String, String> RECOVERING =
      Map.of(
          "transport-source.type", "pcap",
          "transport-source.pcap.interface", "nflog:5",
          "interface.wg1.transport-source.pcap.interface", "eth0",
          "recovery.rate", "100",
          "eviction.recover-sessions", "true",
          "interface.wg1.eviction.lossless-floor", "30s");

  @Test
  void clientsDataIsSeenByEachInterfacesOwnSource() {
    GatewaySettings settings = remembering(RECOVERING);
    assertThat(settings.orchestratorSettings("wg0"))
        .containsEntry("transport-source", "pcap")
        .containsEntry("transport-source.pcap.interface", "nflog:5")
        .containsEntry("recovery.rate", "100");
    assertThat(settings.transportSettings("wg1").orElseThrow().value("interface"))
        .isEqualTo("eth0");
    assertThat(remembering(Map.of()).transportSettings("wg0")).isEmpty();
  }

  @Test
  void aCaptureOnAnInterfaceNeedsMoreThanALog() {
    assertThat(remembering(Map.of()).capturesFrames()).isTrue();
    Map<String, String> values = new HashMap<>(RECOVERING);
    values.put("packet-source", "nfqueue");
    assertThat(remembering(values).capturesFrames()).isTrue();
    values.remove("interface.wg1.transport-source.pcap.interface");
    assertThat(remembering(values).capturesFrames()).isFalse();
    values.put("interface.wg1.outbound-source", "pcap");
    assertThat(remembering(values).capturesFrames()).isTrue();
  }

  @Test
  void aDryRunLeavesTheLogOfPacketsToTheGatewayBesideIt() {
    Map<String, String> dry =
        remembering(RECOVERING).withEvictionDryRun().orchestratorSettings("wg1");
    assertThat(dry)
        .containsEntry("eviction.lossless-floor", "30s")
        .containsEntry("eviction.accept-session-loss", "true");
    assertThat(dry.keySet())
        .noneMatch(key -> key.startsWith("transport-source") || key.startsWith("recover"))
        .doesNotContain("eviction.recover-sessions");
  }

  @Test
  void theStatusPageCanBeSwitchedOff() {
    assertThat(remembering(Map.of()).statusAddress()).isPresent();
    assertThat(remembering(Map.of("gateway.status-address", "off")).statusAddress()).isEmpty();
    assertThat(remembering(Map.of("gateway.status-address", "false")).statusAddress())
        .as("YAML 1.1 reads off as the boolean false")
        .isEmpty();
  }

  @Test
  void theReplayMemoryCanBeInMemoryOrElsewhere() {
    GatewaySettings off = remembering(Map.of("interface.wg0.replay-store", "off"));
    assertThat(off.orchestratorSettings("wg0"))
        .doesNotContainKeys("replay-store", "replay-store.sqlite.file");
    assertThat(off.forgettingInterfaces()).containsExactly("wg0");

    GatewaySettings yaml = remembering(Map.of("interface.wg0.replay-store", "false"));
    assertThat(yaml.orchestratorSettings("wg0"))
        .as("YAML 1.1 reads off as the boolean false")
        .doesNotContainKeys("replay-store", "replay-store.sqlite.file");
    assertThat(yaml.forgettingInterfaces()).containsExactly("wg0");

    GatewaySettings elsewhere = remembering(Map.of("replay-memory", "shared"));
    assertThat(elsewhere.orchestratorSettings("wg0")).doesNotContainKey("replay-store");
    assertThat(elsewhere.forgettingInterfaces()).isEmpty();

    GatewaySettings none =
        GatewaySettings.of(Map.of("gateway.interfaces", "wg0", URL, "http://a"), Map.of());
    assertThat(none.orchestratorSettings("wg0")).doesNotContainKey("replay-store");
    assertThat(none.forgettingInterfaces()).containsExactly("wg0");
  }

  @Test
  void partsAreChosenBelowTheirKindsToo() {
    GatewaySettings settings =
        GatewaySettings.of(
            Map.of(
                "gateway.interfaces",
                "wg0,wg1",
                "packet-source.type",
                "nfqueue",
                "config-source.type",
                "mine",
                "interface.wg1.config-source.type",
                "other"),
            Map.of("packet-source", "pcap"));
    assertThat(settings.packetSource()).isEqualTo("pcap");
    assertThat(settings.configSourceSettings("wg0").name()).isEqualTo("mine");
    assertThat(settings.configSourceSettings("wg1").name()).isEqualTo("other");
    assertRefused(
        "the settings packet-source and packet-source.type differ",
        Map.of(
            "gateway.interfaces", "a", "packet-source", "pcap", "packet-source.type", "nfqueue"));
  }

  @Test
  void mistakesAreRefused() {
    assertRefused("no WireGuard interface", Map.of());
    assertRefused("interface.wg9.x", Map.of("gateway.interfaces", "a", "interface.wg9.x", "1"));
    assertRefused(
        "all interfaces", Map.of("gateway.interfaces", "a", "interface.a.packet-source", "pcap"));
    assertRefused("pcap or nfqueue", Map.of("gateway.interfaces", "a", "packet-source", "udp"));
    assertRefused(
        "did you mean gateway.log-format",
        Map.of("gateway.interfaces", "a", "gateway.log-fromat", "json"));
    assertRefused("twice", Map.of("gateway.interfaces", "a,a"));
    assertRefused(
        "set both, or none",
        Map.of("gateway.interfaces", "a", "gateway.webhook", "http://127.0.0.1:1"));
    assertRefused(
        "set both, or none", Map.of("gateway.interfaces", "a", "gateway.webhook-secret-file", "f"));
  }

  private static void assertRefused(String words, Map<String, String> values) {
    assertThatThrownBy(() -> GatewaySettings.of(values, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aLineThatIsNoSettingIsNamedButNotShown() {
    assertThatThrownBy(() -> SettingsFile.parse("f", List.of("# c", "", "s3cret")))
        .hasMessageContaining("line 3 of f")
        .hasMessageNotContaining("s3cret");
    assertThat(SettingsFile.parse("f", List.of(" a = b=c ")))
        .containsExactly(Map.entry("a", "b=c"));
    assertThatThrownBy(() -> SettingsFile.parse("f", List.of("a=1", "a=2")))
        .hasMessageContaining("again");
  }

  @Test
  void aByteOrderMarkIsSkipped(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("gateway.properties");
    Files.writeString(file, "\uFEFF# a comment\na=b\n");
    assertThat(SettingsFile.read(file)).containsExactly(Map.entry("a", "b"));
    Files.writeString(file, "\uFEFFa=b\r\n");
    assertThat(SettingsFile.read(file)).containsExactly(Map.entry("a", "b"));
    Files.writeString(file, "\uFEFF");
    assertThat(SettingsFile.read(file)).isEmpty();
    Files.writeString(file, "a=b\n", StandardCharsets.UTF_16);
    assertThatThrownBy(() -> SettingsFile.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessage("the config file " + file + " is not UTF-8 text; save it in that encoding");
  }
}
