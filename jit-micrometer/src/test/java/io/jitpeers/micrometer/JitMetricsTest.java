package io.jitpeers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.Stage;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JitMetricsTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 40000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51820);

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final PrivateKey client = PrivateKey.generate(random);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void metersFollowWhatHappensAndNameNoKey() throws Exception {
    FakePeerConfigSource control = new FakePeerConfigSource();
    control.put(client.publicKey(), 1);
    DirectPacketSource source = new DirectPacketSource();
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .build()) {
      new JitMetrics(orchestrator, Tags.empty(), orchestrator::statistics).bindTo(registry);
      orchestrator.start();
      CountDownLatch installed = new CountDownLatch(1);
      orchestrator.addListener(
          event -> {
            if (event instanceof JitEvent.PeerInstalled) {
              installed.countDown();
            }
          });
      byte[] initiation =
          FakeClient.of(client, gateway.publicKey(), random)
              .initiation(Tai64n.of(Instant.parse("2026-01-01T00:00:00Z")), 1);
      source.offer(initiation, CLIENT, GATEWAY, delivery());
      assertThat(installed.await(60, TimeUnit.SECONDS)).isTrue();
      initiation[40] ^= 1;
      source.offer(initiation, CLIENT, GATEWAY, delivery());

      assertThat(counter("jit.packets.received")).isEqualTo(2);
      assertThat(packets(Outcome.INSTALLED)).isEqualTo(1);
      assertThat(packets(Outcome.BAD_MAC1)).isEqualTo(1);
      assertThat(registry.get("jit.peers.resident").gauge().value()).isEqualTo(1);
      assertThat(counter("jit.lookups")).isEqualTo(1);
      assertThat(registry.get("jit.control.plane.reachable").gauge().value()).isEqualTo(1);
      assertThat(registry.get("jit.x25519").tag("implementation", "bouncy-castle").gauge().value())
          .isEqualTo(1);
      for (Stage stage : Stage.values()) {
        assertThat(registry.get("jit.stage").tag("stage", stage.label()).timer().count())
            .as(stage.label())
            .isEqualTo(1);
      }
      assertThat(registry.getMeters())
          .allSatisfy(
              meter ->
                  assertThat(describe(meter))
                      .doesNotContain(client.publicKey().toBase64(), client.publicKey().toHex())
                      .doesNotContain("198.51.100.7"));
      assertThat(registry.getMeters())
          .extracting(meter -> meter.getId().getDescription())
          .allMatch(description -> description != null && description.endsWith("."));
    }
  }

  @Test
  void troublesAreCountedApart() {
    JitStatistics statistics = statistics(3, 5, 7);
    when(statistics.clocks().behind()).thenReturn(11L);
    when(statistics.clocks().resets()).thenReturn(13L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(counter("jit.device.changes")).isEqualTo(3);
      assertThat(counter("jit.replay.forgotten")).isEqualTo(5);
      assertThat(counter("jit.listener.failures")).isEqualTo(7);
      assertThat(counter("jit.clocks.behind")).isEqualTo(11);
      assertThat(counter("jit.timestamp.resets")).isEqualTo(13);
    }
  }

  @Test
  void trafficHasADirection() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.traffic().rxBytes()).thenReturn(11L);
    when(statistics.traffic().txBytes()).thenReturn(22L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(traffic("rx")).isEqualTo(11);
      assertThat(traffic("tx")).isEqualTo(22);
    }
  }

  private double traffic(String direction) {
    return registry.get("jit.traffic.bytes").tag("direction", direction).functionCounter().count();
  }

  @Test
  void twoOrchestratorsShareARegistryByTheirTags() {
    JitStatistics a = statistics(1, 0, 0);
    JitStatistics b = statistics(2, 0, 0);
    try (JitOrchestrator first = orchestrator();
        JitOrchestrator second = orchestrator()) {
      new JitMetrics(first, Tags.of("device", "wg0"), () -> a).bindTo(registry);
      int metersOfOne = registry.getMeters().size();
      new JitMetrics(second, Tags.of("device", "wg1"), () -> b).bindTo(registry);

      assertThat(registry.getMeters()).hasSize(2 * metersOfOne);
      assertThat(registry.getMeters())
          .allSatisfy(meter -> assertThat(meter.getId().getTag("device")).isIn("wg0", "wg1"));
      assertThat(deviceChanges("wg0")).isEqualTo(1);
      assertThat(deviceChanges("wg1")).isEqualTo(2);
    }
  }

  @Test
  void adoptedPeersAreCounted() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.sweeps().completed()).thenReturn(1L);
    when(statistics.sweeps().adopted()).thenReturn(5L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(counter("jit.peers.adopted")).isEqualTo(5);
      assertThat(counter("jit.sweeps")).isEqualTo(1);
    }
  }

  @Test
  void revalidationIsShown() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.revalidations().changed()).thenReturn(4L);
    when(statistics.revalidations().revoked()).thenReturn(3L);
    when(statistics.revalidations().hints()).thenReturn(2L);
    when(statistics.revalidations().mostOverdue()).thenReturn(Duration.ofMillis(1_500));
    when(statistics.revalidations().brakeEngaged()).thenReturn(true);
    when(statistics.revalidations().heldNow()).thenReturn(150);
    when(statistics.journal().failures()).thenReturn(6L);
    when(statistics.journal().dropped()).thenReturn(7L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(revalidations("changed")).isEqualTo(4);
      assertThat(revalidations("revoked")).isEqualTo(3);
      assertThat(counter("jit.hints")).isEqualTo(2);
      assertThat(registry.get("jit.revalidation.overdue").gauge().value()).isEqualTo(1.5);
      assertThat(registry.get("jit.revalidation.brake").gauge().value()).isEqualTo(1);
      assertThat(registry.get("jit.revalidation.held").gauge().value()).isEqualTo(150);
      assertThat(counter("jit.journal.failures")).isEqualTo(6);
      assertThat(counter("jit.journal.dropped")).isEqualTo(7);
    }
  }

  @Test
  void theReplayStoreIsShown() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.replayStore().behind()).thenReturn(12);
    when(statistics.replayStore().oldestBehind()).thenReturn(Duration.ofMillis(250));
    when(statistics.replayStore().written()).thenReturn(100L);
    when(statistics.replayStore().failures()).thenReturn(3L);
    when(statistics.replayStore().damages()).thenReturn(2L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(registry.get("jit.replay.store.behind").gauge().value()).isEqualTo(12);
      assertThat(registry.get("jit.replay.store.oldest").gauge().value()).isEqualTo(0.25);
      assertThat(registry.get("jit.replay.store.healthy").gauge().value()).isZero();
      assertThat(counter("jit.replay.store.written")).isEqualTo(100);
      assertThat(counter("jit.replay.store.failures")).isEqualTo(3);
      assertThat(counter("jit.replay.store.damages")).isEqualTo(2);
    }
  }

  @Test
  void recoveriesAreShownByOutcome() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.count(RecoveryOutcome.RECOVERED)).thenReturn(8L);
    when(statistics.count(RecoveryOutcome.RATE_LIMITED)).thenReturn(9L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(recoveries("recovered")).isEqualTo(8);
      assertThat(recoveries("rate_limited")).isEqualTo(9);
    }
  }

  private double recoveries(String outcome) {
    return registry.get("jit.recoveries").tag("outcome", outcome).functionCounter().count();
  }

  @Test
  void theFleetIsShown() {
    JitStatistics statistics = statistics(0, 0, 0);
    when(statistics.fleet().reachable()).thenReturn(true);
    when(statistics.fleet().asked()).thenReturn(50L);
    when(statistics.fleet().refused()).thenReturn(4L);
    when(statistics.fleet().unanswered()).thenReturn(3L);
    when(statistics.fleet().waiting()).thenReturn(2);
    when(statistics.fleet().dropped()).thenReturn(1L);
    when(statistics.fleet().located()).thenReturn(60);
    when(statistics.fleet().claimsWaiting()).thenReturn(6);
    when(statistics.fleet().arrivals()).thenReturn(7L);
    try (JitOrchestrator orchestrator = orchestrator()) {
      new JitMetrics(orchestrator, Tags.empty(), () -> statistics).bindTo(registry);

      assertThat(registry.get("jit.fleet.reachable").gauge().value()).isEqualTo(1);
      assertThat(counter("jit.fleet.asked")).isEqualTo(50);
      assertThat(counter("jit.fleet.refused")).isEqualTo(4);
      assertThat(counter("jit.fleet.unanswered")).isEqualTo(3);
      assertThat(registry.get("jit.fleet.waiting").gauge().value()).isEqualTo(2);
      assertThat(counter("jit.fleet.dropped")).isEqualTo(1);
      assertThat(registry.get("jit.fleet.located").gauge().value()).isEqualTo(60);
      assertThat(registry.get("jit.fleet.claims.waiting").gauge().value()).isEqualTo(6);
      assertThat(counter("jit.fleet.arrivals")).isEqualTo(7);
    }
  }

  private double revalidations(String result) {
    return registry.get("jit.revalidations").tag("result", result).functionCounter().count();
  }

  private double deviceChanges(String device) {
    return registry.get("jit.device.changes").tag("device", device).functionCounter().count();
  }

  private JitOrchestrator orchestrator() {
    return JitOrchestrator.builder()
        .packetSource(new DirectPacketSource())
        .configSource(new FakePeerConfigSource())
        .store(InMemoryPeerStore.builder().privateKey(gateway).build())
        .build();
  }

  private static JitStatistics statistics(
      long deviceChanges, long replayMemoryForgotten, long listenerFailures) {
    JitStatistics statistics = mock(JitStatistics.class, RETURNS_DEEP_STUBS);
    when(statistics.at()).thenReturn(Instant.EPOCH);
    when(statistics.configSource()).thenReturn(ConfigSourceStatistics.none());
    when(statistics.policyEvictions()).thenReturn(Map.of());
    when(statistics.deviceChanges()).thenReturn(deviceChanges);
    when(statistics.revalidations().mostOverdue()).thenReturn(Duration.ZERO);
    when(statistics.replayStore().oldestBehind()).thenReturn(Duration.ZERO);
    when(statistics.replayMemoryForgotten()).thenReturn(replayMemoryForgotten);
    when(statistics.listenerFailures()).thenReturn(listenerFailures);
    return statistics;
  }

  private double counter(String name) {
    return registry.get(name).functionCounter().count();
  }

  private double packets(Outcome outcome) {
    return registry.get("jit.packets").tag("outcome", outcome.label()).functionCounter().count();
  }

  private static String describe(Meter meter) {
    return meter.getId().toString();
  }

  private static DirectPacketSource.Delivery delivery() {
    return new DirectPacketSource.Delivery() {
      @Override
      public void pass(ByteBuffer datagram) {}

      @Override
      public void drop(PacketOutcome outcome) {}
    };
  }
}
