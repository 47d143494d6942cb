package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Data of clients without a session, from its source to the store. */
class RecoveryFlowTest {
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("2001:db8::9", 41_000);

  private final InMemoryFleet fleet = new InMemoryFleet();
  private HookedStore store;

  private Harness start(RecoveryOptions options, FleetOptions inFleet) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.recovery = options;
    setup.storeWrapper = this::initiating;
    if (inFleet != null) {
      setup.fleet = fleet.member();
      setup.fleetOptions = inFleet;
    }
    return setup.start();
  }

  private HookedStore initiating(io.jitpeers.spi.PeerStore real) {
    store = new HookedStore(real);
    store.initiating = true;
    return store;
  }

  private Harness start() throws Exception {
    return start(RecoveryOptions.defaults(), null);
  }

  private static FleetOptions named(String name) {
    return FleetOptions.builder().gateway(name).build();
  }

  private static void evict(Harness h, PublicKey key) {
    var removal = h.orchestrator.evict(key);
    h.stages.runAll();
    assertThat(removal).isCompletedWithValue(true);
  }

  private static void data(Harness h, InetSocketAddress from) {
    h.transport.deliver(from);
    h.stages.runAll();
  }

  private static PublicKey evictedClient(Harness h) {
    PrivateKey client = h.knownClient(1);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    evict(h, client.publicKey());
    return client.publicKey();
  }

  private static long count(Harness h, RecoveryOutcome outcome) {
    return h.orchestrator.statistics().count(outcome);
  }

  private long initiations() {
    return store.calls.stream().filter(call -> call.startsWith("initiate")).count();
  }

  @Test
  void dataOfAnEvictedPeersClientBringsItBackAndInitiates() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      data(h, Harness.CLIENT);
      assertThat(h.isResident(key)).isTrue();
      assertThat(h.store.status(key).orElseThrow().endpoint()).isEqualTo(Harness.CLIENT);
      assertThat(initiations()).isOne();
      assertThat(count(h, RecoveryOutcome.RECOVERED)).isOne();
      assertThat(h.events(JitEvent.PeerRecovered.class))
          .containsExactly(new JitEvent.PeerRecovered(key));
      assertThat(h.transport.ports()).isEqualTo(Set.of(h.store.device().listenPort()));
      assertThat(h.orchestrator.statistics().sources()).containsKey("manual-transport");
    }
  }

  @Test
  void dataOfResidentPeersAndOfNobodyCausesNothing() throws Exception {
    try (Harness h = start()) {
      h.sendAndRun(h.knownClient(1));
      int asked = h.control.questions().size();
      for (int i = 0; i < 3; i++) {
        data(h, Harness.CLIENT);
        data(h, new InetSocketAddress(Harness.CLIENT.getAddress(), 40_001));
        data(h, ELSEWHERE);
      }
      assertThat(h.control.questions()).hasSize(asked);
      assertThat(h.store.size()).isOne();
      assertThat(count(h, RecoveryOutcome.UNKNOWN)).as("looked up once a second").isEqualTo(2);
      assertThat(count(h, RecoveryOutcome.RECOVERED)).isZero();
    }
  }

  @Test
  void aRoamedEndpointIsKnownFromTheLastListing() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), ELSEWHERE);
      h.pass(Duration.ofMinutes(2));
      evict(h, client.publicKey());
      data(h, Harness.CLIENT);
      assertThat(h.isResident(client.publicKey())).as("where it is not any more").isFalse();
      data(h, ELSEWHERE);
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  /** Anyone can send packets with the client's address; they make at most one initiation in 5 s. */
  @Test
  void aFloodInitiatesOnceInFiveSeconds() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      for (int second = 0; second < 60; second++) {
        for (int i = 0; i < 100; i++) {
          data(h, Harness.CLIENT);
        }
        if (h.isResident(key)) {
          evict(h, key);
        }
        h.pass(Duration.ofSeconds(1));
      }
      // At 0, 5, 15 and 35 s: nobody answers, so the pause doubles.
      assertThat(initiations()).isEqualTo(4);
      assertThat(count(h, RecoveryOutcome.PAUSED)).isPositive();
    }
  }

  @Test
  void aClientThatAnswersIsRecoveredAgainAfterFiveSeconds() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      for (int round = 1; round <= 4; round++) {
        data(h, Harness.CLIENT);
        assertThat(initiations()).isEqualTo(round);
        h.store.handshakeCompleted(key, Harness.CLIENT);
        var unused = h.orchestrator.evictNow();
        h.pass(Duration.ofSeconds(4));
        evict(h, key);
        data(h, Harness.CLIENT);
        assertThat(h.isResident(key)).as("within 5 s").isFalse();
        h.pass(Duration.ofSeconds(2));
      }
    }
  }

  @Test
  void aFloodFromManyAddressesIsBounded() throws Exception {
    RecoveryOptions slow = RecoveryOptions.builder().rate(10).burst(10).build();
    try (Harness h = start(slow, named("a"))) {
      int asked = h.control.questions().size();
      for (int i = 0; i < 10_000; i++) {
        data(h, new InetSocketAddress("203.0.113." + (i % 250), 1024 + i));
      }
      assertThat(count(h, RecoveryOutcome.UNKNOWN)).isEqualTo(10);
      assertThat(count(h, RecoveryOutcome.RATE_LIMITED)).isEqualTo(9_990);
      assertThat(h.control.questions()).hasSize(asked);
      assertThat(h.store.size()).isZero();
    }
  }

  @Test
  void theClientsOfALostGatewayAreTakenOver() throws Exception {
    PublicKey key;
    Harness b;
    PrivateKey client;
    try (Harness a = start(RecoveryOptions.defaults(), named("a"))) {
      client = a.knownClient(1);
      key = client.publicKey();
      a.sendAndRun(client);
      a.store.handshakeCompleted(key, Harness.CLIENT);
      a.pass(Duration.ofSeconds(1));
    }
    // A is gone, without a chance to take its locations back.
    try (Harness other = start(RecoveryOptions.defaults(), named("b"))) {
      b = other;
      b.control.put(key, 1);
      PeerLocation before = location(key);
      assertThat(before.gateway()).isEqualTo("a");
      data(b, Harness.CLIENT);
      assertThat(b.isResident(key)).isTrue();
      assertThat(initiations()).isOne();
      assertThat(location(key).gateway()).as("until the handshake completes").isEqualTo("a");
      b.store.handshakeCompleted(key, Harness.CLIENT);
      b.pass(Duration.ofSeconds(1));
      assertThat(location(key).gateway()).isEqualTo("b");
      assertThat(location(key).timestamp().isAfter(before.timestamp())).isTrue();
      assertThat(b.events(JitEvent.PeerMoved.class))
          .containsExactly(new JitEvent.PeerMoved(key, "a", "b"));
    }
  }

  private PeerLocation location(PublicKey key) {
    return fleet.directory().locate(key).toCompletableFuture().join().orElseThrow();
  }

  @Test
  void withoutTheEngineAGatewayRecoversItsOwnClients() throws Exception {
    try (Harness h = start(RecoveryOptions.defaults(), named("a"))) {
      PublicKey key = evictedClient(h);
      fleet.reachable(false);
      data(h, ELSEWHERE);
      data(h, Harness.CLIENT);
      assertThat(h.isResident(key)).isTrue();
      assertThat(count(h, RecoveryOutcome.UNKNOWN)).isOne();
    }
  }

  @Test
  void aClientThatTheControlPlaneNoLongerKnowsStaysAway() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      h.pass(Duration.ofMinutes(30));
      h.control.putNotFound(key, Duration.ofSeconds(10));
      data(h, Harness.CLIENT);
      assertThat(h.isResident(key)).isFalse();
      assertThat(count(h, RecoveryOutcome.REFUSED)).isOne();
      h.pass(Duration.ofMinutes(1));
      data(h, Harness.CLIENT);
      assertThat(count(h, RecoveryOutcome.UNKNOWN)).isOne();
    }
  }

  @Test
  void aRevokedClientIsNotBroughtBack() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      var unused = h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();
      data(h, Harness.CLIENT);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(count(h, RecoveryOutcome.UNKNOWN)).isOne();
    }
  }

  @Test
  void whatFailsIsCountedAndTriedAgain() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      h.pass(Duration.ofHours(1).minusMinutes(1));
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      data(h, Harness.CLIENT);
      assertThat(count(h, RecoveryOutcome.FAILED)).isOne();
      h.control.answeringAtOnce();
      h.pass(Duration.ofSeconds(6));
      data(h, Harness.CLIENT);
      assertThat(h.isResident(key)).isTrue();
    }
  }

  @Test
  void aStoreThatCannotInitiateIsRefused() {
    Harness.Setup setup = Harness.setup();
    setup.recovery = RecoveryOptions.defaults();
    assertThatThrownBy(setup::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot initiate handshakes")
        .hasMessageContaining("transport-source");
  }

  @Test
  void sessionsCannotBeRecoveredWithoutASource() {
    Harness.Setup setup = Harness.setup();
    setup.eviction =
        EvictionOptions.builder()
            .recoverSessions(true)
            .losslessFloor(Duration.ofSeconds(30))
            .build();
    assertThatThrownBy(setup::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transport-source");
  }
}
