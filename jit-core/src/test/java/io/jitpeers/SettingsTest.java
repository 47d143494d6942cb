package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wireguard.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each setting has the same effect as its builder method. */
class SettingsTest extends SettingsRig {
  @Test
  void withoutSettingsEverythingIsAsWithoutABuilder() {
    assertThat(reader().admissionOptions())
        .usingRecursiveComparison()
        .isEqualTo(AdmissionOptions.defaults());
    assertThat(reader().provisioningOptions())
        .usingRecursiveComparison()
        .isEqualTo(ProvisioningOptions.defaults());
    assertThat(reader().answerCacheOptions())
        .usingRecursiveComparison()
        .isEqualTo(AnswerCacheOptions.defaults());
    assertThat(reader().peerConfigRules())
        .usingRecursiveComparison()
        .isEqualTo(PeerConfigRules.defaults());
    assertThat(reader().evictionOptions())
        .usingRecursiveComparison()
        .isEqualTo(EvictionOptions.defaults());
    assertThat(reader().wakeUpOptions())
        .usingRecursiveComparison()
        .isEqualTo(WakeUpOptions.defaults());
    assertThat(reader().outboundSource()).isEmpty();
    reader().packetSources(source -> fail("made " + source.name()));
  }

  @Test
  void wakeUpSettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "wake-up.index-size", "1",
                    "wake-up.remember", "2m",
                    "wake-up.rate", "3",
                    "wake-up.burst", "4",
                    "wake-up.pause", "5s",
                    "wake-up.max-pause", "6s")
                .wakeUpOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            WakeUpOptions.builder()
                .indexSize(1)
                .remember(Duration.ofMinutes(2))
                .rate(3)
                .burst(4)
                .pause(Duration.ofSeconds(5))
                .maxPause(Duration.ofSeconds(6))
                .build());
    assertThatThrownBy(() -> reader("wake-up.pause", "1h").wakeUpOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "the settings under wake-up: wake-up.max-pause PT10M is shorter than pause PT1H, which"
                + " it bounds");
    assertThatThrownBy(() -> reader("outbound-source", "pcap").outboundSource())
        .isInstanceOf(SettingsException.class)
        .hasMessage("no outbound-source is named \"pcap\"; add the artifact io.jitpeers:jit-pcap");
  }

  @Test
  void startSettingsEqualTheBuilders() {
    assertThat(reader().startOptions())
        .usingRecursiveComparison()
        .isEqualTo(StartOptions.defaults());
    assertThat(
            reader("state.directory", "/var/lib/jit-peers", "start.warm-up", "2s").startOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            StartOptions.builder()
                .stateDirectory(Path.of("/var/lib/jit-peers"))
                .warmUp(Duration.ofSeconds(2))
                .build());
    assertThat(reader("start.warm-up", "off").startOptions().warmUp()).isZero();
    // YAML 1.1 reads off as the boolean false.
    assertThat(
            new SettingsReader(
                    Settings.of(Settings.flatten(Map.of("start", Map.of("warm-up", false)))))
                .startOptions()
                .warmUp())
        .isZero();
    assertThatThrownBy(() -> reader("start.warm-up", "on").startOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("the setting start.warm-up must be a duration");
  }

  @Test
  void admissionSettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "admission.per-source-rate", "1",
                    "admission.per-source-burst", "2",
                    "admission.global-rate", "3",
                    "admission.global-burst", "4",
                    "admission.queue-capacity", "6",
                    "admission.opener-threads", "7")
                .admissionOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            AdmissionOptions.builder()
                .perSourceRate(1)
                .perSourceBurst(2)
                .globalRate(3)
                .globalBurst(4)
                .queueCapacity(6)
                .openerThreads(7)
                .build());
  }

  @Test
  void provisioningSettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "provisioning.max-pending", "1",
                    "provisioning.max-lookups-in-flight", "2",
                    "provisioning.lookup-deadline", "3s",
                    "provisioning.pending-deadline", "4s",
                    "provisioning.max-resident-peers", "5",
                    "provisioning.replay-memory-size", "6",
                    "provisioning.removal-budget", "12ms",
                    "provisioning.close-deadline", "13s",
                    "provisioning.first-packet", "initiate-back",
                    "provisioning.confirmation-time", "14m",
                    "provisioning.strangers-share", "0.25")
                .provisioningOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            ProvisioningOptions.builder()
                .maxPending(1)
                .maxLookupsInFlight(2)
                .lookupDeadline(Duration.ofSeconds(3))
                .pendingDeadline(Duration.ofSeconds(4))
                .maxResidentPeers(5)
                .replayMemorySize(6)
                .removalBudget(Duration.ofMillis(12))
                .closeDeadline(Duration.ofSeconds(13))
                .firstPacket(FirstPacketStrategy.INITIATE_BACK)
                .confirmationTime(Duration.ofMinutes(14))
                .strangersShare(0.25)
                .build());
  }

  @Test
  void replaySettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "replay.max-ahead", "1h",
                    "replay.seen-size", "2",
                    "replay.policy", "allow-clock-reset",
                    "replay.flush", "3ms")
                .replayOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            ReplayOptions.builder()
                .maxAhead(Duration.ofHours(1))
                .seenSize(2)
                .policy(ReplayPolicy.ALLOW_CLOCK_RESET)
                .flush(Duration.ofMillis(3))
                .build());
    assertThat(reader("replay.policy", "strict").replayOptions().policy())
        .isEqualTo(ReplayOptions.defaults().policy());
    assertThatThrownBy(() -> reader("replay.policy", "none").replayOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("replay.policy")
        .hasMessageContaining("strict, allow-clock-reset");
    assertThatThrownBy(() -> reader("replay.flush", "0s").replayOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("replay.flush");
    assertThatThrownBy(() -> reader("replay-store", "sqlite").replayStore())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("add the artifact io.jitpeers:jit-replay-sqlite");
    assertThatThrownBy(() -> reader("replay.seen-size", "0").replayOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("replay.seen-size")
        .hasMessageContaining("1 to 268435456");
  }

  @Test
  void answerCacheSettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "answer-cache.positive-cache-size", "7",
                    "answer-cache.negative-cache-size", "8",
                    "answer-cache.max-freshness", "9m",
                    "answer-cache.max-negative-ttl", "10s",
                    "answer-cache.max-stale-if-error", "11h",
                    "answer-cache.freshness-jitter", "0.5")
                .answerCacheOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            AnswerCacheOptions.builder()
                .positiveCacheSize(7)
                .negativeCacheSize(8)
                .maxFreshness(Duration.ofMinutes(9))
                .maxNegativeTtl(Duration.ofSeconds(10))
                .maxStaleIfError(Duration.ofHours(11))
                .freshnessJitter(0.5)
                .build());
  }

  @Test
  void peerConfigSettingsEqualTheBuilders() {
    assertThat(
            reader(
                    "peer-config.permit-default-routes", "true",
                    "peer-config.max-allowed-ips", "14",
                    "peer-config.nested-allowed-ips", "permit-inside-foreign",
                    "peer-config.permitted-allowed-ips", "10.0.0.0/8, 2001:db8::/32")
                .peerConfigRules())
        .usingRecursiveComparison()
        .isEqualTo(
            PeerConfigRules.builder()
                .permitDefaultRoutes(true)
                .maxAllowedIps(14)
                .nestedAllowedIps(NestedAllowedIps.PERMIT_INSIDE_FOREIGN)
                .permittedAllowedIps(
                    List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("2001:db8::/32")))
                .build());
  }

  @Test
  void revalidationIsSet() {
    assertThat(
            reader(
                    "revalidation.enabled",
                    "false",
                    "revalidation.min-age",
                    "1s",
                    "revalidation.max-age",
                    "2m",
                    "revalidation.rate",
                    "7",
                    "revalidation.grace",
                    "0s",
                    "revalidation.brake-share",
                    "0.5",
                    "revalidation.brake-least",
                    "3",
                    "revalidation.brake-hold",
                    "4m",
                    "revalidation.unreachable",
                    "expire-after:12h")
                .revalidationOptions())
        .isEqualTo(
            RevalidationOptions.builder()
                .enabled(false)
                .minAge(Duration.ofSeconds(1))
                .maxAge(Duration.ofMinutes(2))
                .rate(7)
                .grace(Duration.ZERO)
                .brakeShare(0.5)
                .brakeLeast(3)
                .brakeHold(Duration.ofMinutes(4))
                .expireAfter(Duration.ofHours(12))
                .build());
    assertThat(reader("revalidation.unreachable", "keep").revalidationOptions())
        .isEqualTo(RevalidationOptions.defaults());
    for (String wrong : List.of("drop", "expire-after:", "expire-after:soon", "expire-after:0s")) {
      assertThatThrownBy(() -> reader("revalidation.unreachable", wrong).revalidationOptions())
          .as(wrong)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("revalidation.unreachable");
    }
    assertThatThrownBy(
            () ->
                reader("revalidation.min-age", "2h", "revalidation.max-age", "1h")
                    .revalidationOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("revalidation.min-age PT2H is longer than revalidation.max-age PT1H");
  }

  @Test
  void theAdoptionOfFoundPeersIsSet() {
    EvictionOptions options =
        reader(
                "eviction.found",
                "remove-unknown",
                "eviction.probe-after",
                "5s",
                "eviction.adoption-grace",
                "7m",
                "eviction.adoption-rate",
                "9")
            .evictionOptions();
    assertThat(options.foundPeers()).isEqualTo(FoundPeers.REMOVE_UNKNOWN);
    assertThat(options.probeAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(() -> reader("eviction.found", "keep").evictionOptions())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("eviction.found must be one of ours-only, adopt, remove-unknown");
    assertThat(options.adoptionGrace()).isEqualTo(Duration.ofMinutes(7));
    assertThat(options.adoptionRate()).isEqualTo(9);
  }

  @Test
  void theDefaultPoliciesTakeTheirSettingsToo() {
    Settings settings = Settings.of(Map.of("eviction-policy.idle.after", "5m"));
    assertThat(new SettingsReader(settings).evictionPolicy()).isNotNull();
    settings.rejectUnknown();
  }

  @Test
  void eventsAndTheWatchdogHaveTheirSettings() {
    assertThat(reader().eventOptions())
        .usingRecursiveComparison()
        .isEqualTo(EventOptions.defaults());
    assertThat(reader().watchdogOptions())
        .usingRecursiveComparison()
        .isEqualTo(WatchdogOptions.defaults());
    assertThat(reader("events.queue-capacity", "7", "events.close-deadline", "3s").eventOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            EventOptions.builder().queueCapacity(7).closeDeadline(Duration.ofSeconds(3)).build());
    assertThat(reader("watchdog.slow-call", "50ms", "watchdog.patience", "5s").watchdogOptions())
        .usingRecursiveComparison()
        .isEqualTo(
            WatchdogOptions.builder()
                .slowCall(Duration.ofMillis(50))
                .patience(Duration.ofSeconds(5))
                .build());
    assertThatThrownBy(() -> reader("watchdog.patience", "50ms").watchdogOptions())
        .hasMessageContaining("patience PT0.05S is shorter than watchdog.slow-call PT0.1S");
  }

  @Test
  void explanationsHaveTheirSettings() {
    assertThat(reader().explainOptions())
        .usingRecursiveComparison()
        .isEqualTo(ExplainOptions.defaults());
    assertThat(reader("explain.peers", "0", "explain.outcomes", "3").explainOptions())
        .usingRecursiveComparison()
        .isEqualTo(ExplainOptions.builder().peers(0).outcomes(3).build());
    assertThatThrownBy(() -> reader("explain.peers", "-1").explainOptions())
        .hasMessageContaining("explain.peers: peers must be 0 to 1048576, not -1");
    assertThatThrownBy(() -> reader("explain.outcomes", "0").explainOptions())
        .hasMessageContaining("explain.outcomes: outcomes must be 1 to 64, not 0");
  }
}
