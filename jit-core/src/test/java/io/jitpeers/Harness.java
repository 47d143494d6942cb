package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualOutboundSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.ManualTransportSource;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A whole orchestrator on a clock, a control plane, a store and threads that the test controls.
 * Everything runs on the test's thread, and the same seed gives the same run.
 */
final class Harness implements AutoCloseable {
  static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 40000);

  final SeededRandom random;
  final PrivateKey gateway;
  final ManualTime time = new ManualTime();
  final ManualStages stages;
  final ManualPacketSource source = new ManualPacketSource();
  final ManualOutboundSource outbound = new ManualOutboundSource();
  final ManualTransportSource transport = new ManualTransportSource();
  final List<ManualPacketSource> otherSources = new ArrayList<>();
  final FakePeerConfigSource control = new FakePeerConfigSource();
  final InMemoryPeerStore store;
  final List<JitEvent> events = new ArrayList<>();
  final JitOrchestrator orchestrator;

  private Harness(Setup setup) {
    this.random = new SeededRandom(setup.seed);
    this.gateway = PrivateKey.generate(random);
    this.store =
        InMemoryPeerStore.builder().name("wg-test").privateKey(gateway).timeSource(time).build();
    this.stages = new ManualStages(setup.queueCapacity);
    JitOrchestratorBuilder builder =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(setup.storeWrapper.apply(store))
            .admissionOptions(setup.admission)
            .provisioningOptions(setup.provisioning)
            .replayOptions(setup.replay)
            .answerCacheOptions(setup.cache)
            .peerConfigRules(setup.rules)
            .revalidationOptions(setup.revalidation)
            .startOptions(setup.start)
            .evictionPolicy(setup.policy)
            .evictionOptions(setup.eviction)
            .timeSource(setup.clock.apply(time))
            .scheduler(setup.scheduler.apply(time))
            .random(new Random(setup.seed))
            .stageExecutors(setup.executors.apply(stages))
            .watchdogOptions(setup.watchdog)
            .explainOptions(setup.explain)
            .listener(events::add);
    if (setup.wakeUp != null) {
      builder.outboundSource(outbound).wakeUpOptions(setup.wakeUp);
    }
    if (setup.recovery != null) {
      builder.transportSource(transport).recoveryOptions(setup.recovery);
    }
    if (setup.replayMemory != null) {
      builder.replayMemory(setup.replayMemory);
    }
    if (setup.replayStore != null) {
      builder.replayStore(setup.replayStore);
    }
    if (setup.fleet != null) {
      builder.fleet(setup.fleet).fleetOptions(setup.fleetOptions);
    }
    while (otherSources.size() < setup.sources - 1) {
      otherSources.add(new ManualPacketSource());
    }
    otherSources.forEach(builder::packetSource);
    if (!setup.returning) {
      source.notReturningPackets();
      otherSources.forEach(ManualPacketSource::notReturningPackets);
    }
    this.orchestrator = builder.build();
  }

  /** The settings that a test may change before the harness starts. */
  static final class Setup {
    /** The seed of keys and all other random values. */
    long seed = 1;

    int queueCapacity = Integer.MAX_VALUE;
    int sources = 1;
    boolean returning = true;
    AdmissionOptions admission =
        AdmissionOptions.builder().perSourceRate(100_000).perSourceBurst(100_000).build();
    ProvisioningOptions provisioning = ProvisioningOptions.defaults();
    ReplayOptions replay = ReplayOptions.defaults();
    AnswerCacheOptions cache = AnswerCacheOptions.builder().freshnessJitter(0).build();
    PeerConfigRules rules = PeerConfigRules.defaults();
    RevalidationOptions revalidation = RevalidationOptions.defaults();
    StartOptions start = StartOptions.defaults();
    EvictionOptions eviction = EvictionOptions.defaults();
    EvictionPolicy policy = EvictionPolicies.standard();
    WakeUpOptions wakeUp;
    RecoveryOptions recovery;

    /** The peers that an earlier gateway left on the device. */
    List<PeerConfig> onDevice = List.of();

    ReplayMemory replayMemory;
    ReplayStore replayStore;
    Fleet fleet;
    FleetOptions fleetOptions = FleetOptions.defaults();
    UnaryOperator<PeerStore> storeWrapper = UnaryOperator.identity();

    /** Wrap the manual time and stages for the orchestrator. */
    UnaryOperator<TimeSource> clock = UnaryOperator.identity();

    UnaryOperator<Scheduler> scheduler = UnaryOperator.identity();
    UnaryOperator<StageExecutors> executors = UnaryOperator.identity();
    WatchdogOptions watchdog = WatchdogOptions.defaults();
    ExplainOptions explain = ExplainOptions.defaults();

    /** One that is not started. */
    Harness build() {
      return new Harness(this);
    }

    Harness start() throws StoreException {
      Harness harness = build();
      assertThat(harness.store.install(onDevice).failures()).isEmpty();
      harness.orchestrator.start();
      harness.stages.runAll();
      return harness;
    }
  }

  static Setup setup() {
    return new Setup();
  }

  PrivateKey newClient() {
    return PrivateKey.generate(random);
  }

  /** Returns an initiation as a client would send it now; a later one has a newer timestamp. */
  TestPacket initiation(PrivateKey client) {
    return initiation(client, CLIENT);
  }

  /** Returns an initiation of a client from another address. */
  TestPacket initiation(PrivateKey client, InetSocketAddress from) {
    time.advance(Duration.ofMillis(1));
    return initiation(client, Tai64n.of(time.wallTime()), from);
  }

  /** Returns an initiation of a client with a given timestamp. */
  TestPacket initiation(PrivateKey client, Tai64n timestamp) {
    return initiation(client, timestamp, CLIENT);
  }

  private TestPacket initiation(PrivateKey client, Tai64n timestamp, InetSocketAddress from) {
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random).initiation(timestamp, random.nextInt());
    return new TestPacket(datagram, from, time.nanoTime());
  }

  /** Delivers a new initiation of a client, without running any stage. */
  TestPacket send(PrivateKey client) {
    return source.deliver(initiation(client));
  }

  /** Delivers a new initiation of a client and runs all stages until nothing is left to do. */
  TestPacket sendAndRun(PrivateKey client) {
    TestPacket packet = send(client);
    stages.runAll();
    return packet;
  }

  /** Makes a new client known to the control plane. */
  PrivateKey knownClient(int n) {
    PrivateKey client = newClient();
    control.put(client.publicKey(), n);
    return client;
  }

  /** Advances the time in steps, and does what falls due in each step. */
  void pass(Duration time) {
    Duration step = Duration.ofMillis(500);
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
      this.time.advance(left.compareTo(step) < 0 ? left : step);
      stages.runAll();
    }
  }

  long count(Outcome outcome) {
    return orchestrator.statistics().count(outcome);
  }

  boolean isResident(PublicKey key) {
    return orchestrator.snapshot().hotSet().stream().anyMatch(peer -> peer.key().equals(key));
  }

  <E extends JitEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    orchestrator.close();
  }
}
