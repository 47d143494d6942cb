package io.jitpeers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Metrics come and go with their orchestrator, and say which state holds and of when they are. */
class MetricsLifeTest {
  private final SeededRandom random = new SeededRandom(1);
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ManualTime time = new ManualTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ManualPacketSource packets = new ManualPacketSource();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private JitOrchestrator orchestrator = orchestrator(packets);
  private int clients;

  private JitOrchestrator orchestrator(ManualPacketSource source) {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(control)
        .store(InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build())
        .evictionPolicy(EvictionPolicy.labelled("over_quota", peer -> true))
        .evictionOptions(
            EvictionOptions.builder().acceptSessionLoss().losslessFloor(Duration.ZERO).build())
        .eventOptions(EventOptions.builder().inline(true).build())
        .timeSource(time)
        .scheduler(time)
        .build();
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  /** Reads the statistics each time. */
  private JitMetrics metrics(JitOrchestrator of) {
    return new JitMetrics(of, Tags.empty(), of::statistics);
  }

  private void deliver(ManualPacketSource source, PrivateKey client) throws Exception {
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), random.nextInt());
    TestPacket packet = source.deliver(new TestPacket(datagram, time.nanoTime()));
    Await.until("completed", () -> packet.outcome() != null);
  }

  private double value(String name, String... tags) {
    Meter meter = registry.get(name).tags(tags).meter();
    return meter.measure().iterator().next().getValue();
  }

  @Test
  void aRestartOnTheSameRegistryShowsTheNewNumbers() throws Exception {
    orchestrator.start();
    JitMetrics first = metrics(orchestrator);
    first.bindTo(registry);
    deliver(packets, PrivateKey.generate(random));
    deliver(packets, PrivateKey.generate(random));
    assertThat(value("jit.packets.received")).isEqualTo(2);
    assertThat(value("jit.stage", "stage", "open")).isEqualTo(2);
    first.close();
    orchestrator.close();
    assertThat(registry.getMeters()).isEmpty();

    ManualPacketSource others = new ManualPacketSource();
    orchestrator = orchestrator(others);
    orchestrator.start();
    metrics(orchestrator).bindTo(registry);
    assertThat(value("jit.packets.received")).isZero();
    deliver(others, PrivateKey.generate(random));
    assertThat(value("jit.packets.received")).isEqualTo(1);
    assertThat(value("jit.stage", "stage", "open")).isEqualTo(1);
  }

  @Test
  void bindingDoesNotFreezeTheNumbersForTheFirstScrape() throws Exception {
    orchestrator.start();
    new JitMetrics(orchestrator).bindTo(registry);
    deliver(packets, PrivateKey.generate(random));
    assertThat(value("jit.packets.received")).isEqualTo(1);
  }

  @Test
  void metersOfAnotherAreNotTakenForItsOwn() throws Exception {
    metrics(orchestrator).bindTo(registry);
    List<Meter> before = registry.getMeters();
    try (JitOrchestrator second = orchestrator(new ManualPacketSource())) {
      JitMetrics more = metrics(second);
      assertThatThrownBy(() -> more.bindTo(registry))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already has a meter jit.packets.received[]")
          .hasMessageContaining("close the JitMetrics that registered it");
      assertThat(registry.getMeters()).hasSameElementsAs(before);
      SimpleMeterRegistry other = new SimpleMeterRegistry();
      more.bindTo(other);
      assertThat(other.getMeters()).hasSameSizeAs(before);
    }
  }

  @Test
  void aMeterFoundHalfWayLeavesNoneBehind() {
    registry.counter("jit.sweeps.failed");
    JitMetrics metrics = metrics(orchestrator);
    assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(RuntimeException.class);
    assertThat(registry.getMeters()).hasSize(1);
  }

  @Test
  void afterClosingNothingIsObservedOrBound() throws Exception {
    orchestrator.start();
    JitMetrics metrics = metrics(orchestrator);
    metrics.bindTo(registry);
    var opened = registry.get("jit.stage").tag("stage", "open").timer();
    metrics.close();
    metrics.close();
    deliver(packets, PrivateKey.generate(random));
    assertThat(opened.count()).isZero();
    assertThatThrownBy(() -> metrics.bindTo(registry)).hasMessageContaining("were closed");
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullsAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> new JitMetrics(null));
    assertThatNullPointerException().isThrownBy(() -> new JitMetrics(orchestrator, null));
    assertThatNullPointerException().isThrownBy(() -> metrics(orchestrator).bindTo(null));
  }

  @Test
  void theControlPlaneHasAThirdState() throws Exception {
    orchestrator.start();
    metrics(orchestrator).bindTo(registry);
    assertThat(value("jit.control.plane", "state", "not_asked")).isEqualTo(1);
    assertThat(value("jit.control.plane", "state", "reachable")).isZero();
    assertThat(value("jit.control.plane.reachable")).as("as it always was").isEqualTo(1);
    deliver(packets, PrivateKey.generate(random));
    assertThat(value("jit.control.plane", "state", "not_asked")).isZero();
    assertThat(value("jit.control.plane", "state", "reachable")).isEqualTo(1);
  }

  @Test
  void itSaysOfWhenItIsAndHowItGoes() throws Exception {
    metrics(orchestrator).bindTo(registry);
    assertThat(value("jit.health", "state", "down")).isEqualTo(1);
    assertThat(value("jit.health.problem", "reason", "not_running")).isEqualTo(1);
    assertThat(value("jit.health.problem", "reason", "brake_engaged")).isZero();
    time.advance(Duration.ofMillis(2500));
    assertThat(value("jit.statistics.timestamp"))
        .isEqualTo(time.wallTime().toEpochMilli() / 1000.0);
  }

  @Test
  void aPolicysOwnCauseHasAMeterOnceItOccurs() throws Exception {
    orchestrator.start();
    JitMetrics metrics = metrics(orchestrator);
    metrics.bindTo(registry);
    assertThat(registry.find("jit.evictions.policy").meters()).isEmpty();
    evictOneByPolicy();
    assertThat(value("jit.evictions", "cause", "policy")).isEqualTo(1);
    assertThat(value("jit.evictions.policy", "label", "over_quota")).isEqualTo(1);
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  private void evictOneByPolicy() throws Exception {
    PrivateKey client = PrivateKey.generate(random);
    clients++;
    control.put(client.publicKey(), clients);
    AtomicInteger evicted = new AtomicInteger();
    // Added last, so the other listeners have the event when this one counts it.
    orchestrator.addListener(
        event -> {
          if (event instanceof JitEvent.PeerEvicted) {
            evicted.incrementAndGet();
          }
        });
    deliver(packets, client);
    // A sweep evicts it, with policies on a thread of their own.
    Await.until(
        "the peer is evicted",
        () -> {
          time.advance(Duration.ofMinutes(1));
          return evicted.get() == 1;
        });
  }

  /** Micrometer logs a warning when a meter is registered again. */
  @Test
  void aLabelCountedBeforeBindingIsRegisteredOnce() throws Exception {
    orchestrator.start();
    evictOneByPolicy();
    try (CapturedLog log = CapturedLog.of(MeterRegistry.class)) {
      metrics(orchestrator).bindTo(registry);
      evictOneByPolicy();
      assertThat(value("jit.evictions.policy", "label", "over_quota")).isEqualTo(2);
      assertThat(log.lines(Level.DEBUG)).isEmpty();
    }
  }

  @Test
  void aRefusedBindingRegistersNothingAgain() {
    metrics(orchestrator).bindTo(registry);
    JitMetrics second = metrics(orchestrator);
    try (CapturedLog log = CapturedLog.of(MeterRegistry.class)) {
      assertThatThrownBy(() -> second.bindTo(registry))
          .hasMessageContaining("already has a meter jit.packets.received[]");
      assertThat(log.lines(Level.DEBUG)).isEmpty();
    }
  }

  @Test
  void aFilterOfTheRegistryHidesNoOtherMeters() {
    registry.config().commonTags("host", "a");
    metrics(orchestrator).bindTo(registry);
    List<Meter> before = registry.getMeters();
    JitMetrics second = metrics(orchestrator);
    assertThatThrownBy(() -> second.bindTo(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already has a meter jit.packets.received[tag(host=a)]");
    assertThat(registry.getMeters()).hasSameElementsAs(before);
  }

  @Test
  void metersOfOthersAreNotRetained() throws Exception {
    Counter other = registry.counter("other");
    WeakReference<Counter> seen = new WeakReference<>(other);
    JitMetrics metrics = metrics(orchestrator);
    metrics.bindTo(registry);
    registry.remove(other);
    other = null;
    Await.until(
        "the meter is collected",
        () -> {
          System.gc();
          return seen.get() == null;
        });
    metrics.close();
  }

  /** The state of a part. */
  private enum Breaker {
    CLOSED,
    HALF_OPEN
  }

  /** A config source with numbers of its own. */
  private static final class Counting implements PeerConfigSource {
    private long timeouts = 3;
    private Breaker breaker = Breaker.CLOSED;

    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public ConfigSourceStatistics statistics() {
      return new ConfigSourceStatistics() {
        private final Map<String, Long> counters = Map.of("timeouts", timeouts);
        private final Map<String, Enum<?>> states = Map.of("breaker", breaker);

        @Override
        public Map<String, Long> counters() {
          return counters;
        }

        @Override
        public Map<String, Long> gauges() {
          return Map.of("in_flight", 4L);
        }

        @Override
        public Map<String, Enum<?>> states() {
          return states;
        }
      };
    }
  }

  @Test
  void aConfigSourcesNumbersAreShown() {
    Counting counting = new Counting();
    try (JitOrchestrator counted =
        JitOrchestrator.builder()
            .packetSource(new DirectPacketSource())
            .configSource(counting)
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .build()) {
      JitStatistics statistics = counted.statistics();
      assertThat(statistics.configSource().counters()).containsEntry("timeouts", 3L);
      metrics(counted).bindTo(registry);
      assertThat(value("jit.config.source.events", "event", "timeouts")).isEqualTo(3);
      assertThat(value("jit.config.source.size", "name", "in_flight")).isEqualTo(4);
      assertThat(value("jit.config.source.state", "part", "breaker", "state", "closed")).isOne();
      counting.timeouts++;
      counting.breaker = Breaker.HALF_OPEN;
      assertThat(value("jit.config.source.events", "event", "timeouts")).isEqualTo(4);
      assertThat(value("jit.config.source.state", "part", "breaker", "state", "closed")).isZero();
      assertThat(value("jit.config.source.state", "part", "breaker", "state", "half_open")).isOne();
    }
  }
}
