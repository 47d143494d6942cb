package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that are refused. Nothing stays open afterwards. */
class WrongSettingsTest extends SettingsRig {
  @Test
  void aFirstPacketStrategyThatThereIsNotIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> reader("provisioning.first-packet", "retry").provisioningOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("provisioning.first-packet")
        .hasMessageContaining("replay, initiate-back, wait")
        .hasMessageContaining("retry");
  }

  @Test
  void aRuleOfNestingThatThereIsNotIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> reader("peer-config.nested-allowed-ips", "yes").peerConfigRules())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("peer-config.nested-allowed-ips")
        .hasMessageContaining("refuse, permit-inside-foreign, permit")
        .hasMessageContaining("yes");
  }

  @Test
  void aConfirmationTimeInWhichNoHandshakeMayBeDoneIsRefused() {
    assertThatThrownBy(
            () -> reader("provisioning.confirmation-time", "14999ms").provisioningOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("provisioning.confirmation-time")
        .hasMessageContaining("15 s or longer");
  }

  @Test
  void aWrongValueNamesTheSettingAndTheRange() {
    assertThatThrownBy(() -> reader("provisioning.max-pending", "0").provisioningOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("provisioning.max-pending")
        .hasMessageContaining("1 or more");
    assertThatThrownBy(() -> reader("provisioning.max-pending", "many").provisioningOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("a whole number, not \"many\"");
    assertThatThrownBy(
            () -> reader("peer-config.permitted-allowed-ips", "10.0.0.1/8").peerConfigRules())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("peer-config.permitted-allowed-ips");
  }

  @Test
  void theFloorCannotBeLoweredWithoutSayingSo() {
    assertThatThrownBy(() -> reader("eviction.lossless-floor", "60s").evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction.lossless-floor");
    assertThat(
            reader("eviction.lossless-floor", "60s", "eviction.accept-session-loss", "true")
                .evictionOptions()
                .losslessFloor())
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void whatSettingsDoNotNameIsGivenToTheBuilder() throws Exception {
    InMemoryPeerStore store = InMemoryPeerStore.builder().build();
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder(Map.of("provisioning.max-pending", "7"))
            .packetSource(new DirectPacketSource())
            .configSource(new FakePeerConfigSource())
            .store(store)
            .build()) {
      orchestrator.start();
      assertThat(orchestrator.statistics().sources()).containsOnlyKeys("direct");
    }
    JitOrchestratorBuilder again = JitOrchestrator.builder().store(store);
    assertThatThrownBy(() -> again.store(store)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(again::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("packet-source");
  }

  @Test
  void aScheduleIsAnIntervalOrACronExpressionButNotBoth() {
    assertThatThrownBy(
            () -> reader("eviction.every", "1m", "eviction.cron", "* * * * *").evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("exclude each other");
    assertThatThrownBy(() -> reader("eviction.jitter", "0.5").evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction.every");
    assertThatThrownBy(() -> reader("eviction.cron", "99 * * * *").evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction.cron");
    assertThatThrownBy(
            () ->
                reader("eviction.cron", "* * * * *", "eviction.cron-zone", "Mars/Olympus")
                    .evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction.cron-zone");
    reader("eviction.every", "30s", "eviction.jitter", "0.5").evictionOptions();
    reader("eviction.cron", "*/5 * * * *", "eviction.cron-zone", "Europe/Paris").evictionOptions();
  }

  @Test
  void aMissingPluginIsNamedAndNothingStaysOpen() throws Exception {
    int port = freePort();
    assertThatThrownBy(
            () ->
                JitOrchestrator.builder(
                    Map.of(
                        "packet-source", "udp",
                        "packet-source.udp.port", String.valueOf(port),
                        "peer-store", "memory",
                        "peer-store.memory.private-key-file", keyFile().toString(),
                        "config-source", "http")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("add the artifact io.jitpeers:jit-http-pull");
    try (DatagramSocket again = new DatagramSocket(port)) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aSourceIsNotLeftOpenWhenTheNextCannotBeMade() throws Exception {
    int port = freePort();
    assertThatThrownBy(
            () ->
                JitOrchestrator.builder(
                    Map.of(
                        "packet-source",
                        "udp,no-such",
                        "packet-source.udp.port",
                        String.valueOf(port))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no-such");
    try (DatagramSocket again = new DatagramSocket(port)) {
      assertThat(again.isBound()).isTrue();
    }
  }

  private static void assertRefused(Map<String, String> settings, String message) {
    assertThatThrownBy(() -> JitOrchestrator.builder(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }

  @Test
  void settingsOfAComponentThatIsNotNamedSayWhatNamesIt() {
    assertRefused(
        Map.of("config-source.http.base-url", "https://control.example"),
        "the setting config-source.http.base-url belongs to config-source http, which is not"
            + " chosen; set config-source=http, or remove the setting");
    assertRefused(
        Map.of("peer-store.netlink.interface", "wg0"),
        "the setting peer-store.netlink.interface belongs to peer-store netlink, which is not"
            + " chosen; set peer-store=netlink, or remove the setting");
    assertRefused(
        Map.of("packet-source", "udp", "packet-source.udp.port", "0", "packet-source.pcap.x", "1"),
        "the setting packet-source.pcap.x belongs to packet-source pcap, which is not chosen"
            + " (chosen: udp); name pcap in packet-source, or remove the setting");
    assertRefused(
        Map.of("eviction-policy.capacity.hard", "5"),
        "the setting eviction-policy.capacity.hard belongs to eviction-policy capacity, which is"
            + " not chosen (chosen: expiry, probation, idle); name capacity in eviction-policy, or"
            + " remove the setting");
    assertRefused(
        Map.of("packet-source.pcap", "eth0"),
        "the key packet-source.pcap has no value of its own, only settings below it; to choose"
            + " pcap, set packet-source=pcap");
    assertRefused(
        Map.of("eviction-policy.idle", "5m"),
        "the key eviction-policy.idle has no value of its own, only settings below it; remove it");
    assertRefused(
        Map.of(
            "packet-source", "udp", "packet-source.udp.port", "0", "packet-source.udp.prot", "1"),
        "unknown setting packet-source.udp.prot; did you mean packet-source.udp.port?");
  }

  @ParameterizedTest
  @CsvSource({
    "provisioning.replay-memory-size, 5",
    "replay.max-ahead, 24h",
    "replay.seen-size, 5",
    "replay.flush, 1s"
  })
  void whatIsOfAReplayMemoryThatIsNotUsedIsRefused(String key, String value) {
    assertRefused(
        Map.of("replay-memory", "shared", key, value),
        "the setting "
            + key
            + " belongs to the built-in replay memory, which replay-memory=shared replaces; remove"
            + " one of them");
  }

  @ParameterizedTest
  @CsvSource({
    "fleet.replay.unreachable, refuse",
    "fleet.replay.wait, 20ms",
    "fleet.hints.relay, true"
  })
  void whatNeedsAFleetIsRefusedWithoutOne(String key, String value) {
    assertRefused(
        Map.of(key, value),
        "the setting " + key + " has no effect without a fleet; choose one, such as fleet=redis");
  }

  @Test
  void theMissingFleetIsNamed() {
    assertThatThrownBy(() -> reader("fleet", "redis").fleet())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("io.jitpeers:jit-fleet");
  }

  @ParameterizedTest
  @CsvSource({"fleet.replay.unreachable, maybe", "fleet.replay.wait, 2s", "fleet.hints.relay, 1"})
  void aWrongSettingOfTheFleetIsNamed(String key, String value) {
    assertThatThrownBy(() -> reader("fleet", "rec", key, value).fleetOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("the setting " + key);
  }

  @Test
  void messagesNameSettingsAndNotOptions() {
    assertRefused(
        Map.of("provisioning.max-pending", "0"),
        "the setting provisioning.max-pending must be 1 or more, not 0");
    assertThatThrownBy(() -> reader("answer-cache.freshness-jitter", "7").answerCacheOptions())
        .hasMessage("the setting answer-cache.freshness-jitter must be 0 to 1, not 7.0");
  }

  @Test
  void anIdleTimeBelowTheFloorIsAWarningWithTheTimeInEffect() {
    try (CapturedLog log = CapturedLog.of(JitOrchestratorBuilder.class);
        JitOrchestrator orchestrator =
            JitOrchestrator.builder(Map.of("eviction-policy.idle.after", "1s"))
                .packetSource(new DirectPacketSource())
                .configSource(new FakePeerConfigSource())
                .store(InMemoryPeerStore.builder().build())
                .build()) {
      assertThat(orchestrator.isRunning()).isFalse();
      assertThat(log.messages(Level.WARN)).hasSize(1);
      assertThat(log.messages(Level.WARN).get(0))
          .contains("eviction-policy.idle.after", "1s", "eviction.lossless-floor", "180s");
    }
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Path keyFile() throws IOException {
    return Files.writeString(
        directory.resolve("gateway.key"), "SIpYMCGiSdqWOxbVFFTDud5QQpzx/k6XfasRCq30yn0=\n");
  }
}
