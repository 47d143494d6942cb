package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two gateways with the same private key write to the fleet's directory. */
class LocationsFlowTest extends LocationsFlow {
  @Test
  void aLocationIsWrittenAfterACompletedHandshake() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      a.sendAndRun(client);
      Tai64n timestamp = Tai64n.of(a.time.wallTime());
      a.pass(Duration.ofSeconds(3));
      assertThat(holder(client)).as("an initiation alone is no session").isEqualTo("nobody");
      assertThat(a.orchestrator.statistics().fleet().located()).isZero();

      complete(a, client);
      PeerLocation location = location(client).orElseThrow();
      assertThat(location.gateway()).isEqualTo("a");
      assertThat(location.timestamp()).isEqualTo(timestamp);
      assertThat(location.endpoint()).isEqualTo(Harness.CLIENT);
      assertThat(fleet.directory().locate(InetAddress.getByName("10.0.0.1")))
          .isCompletedWithValue(Optional.of(location));
      assertThat(a.orchestrator.statistics().fleet().located()).isOne();
    }
  }

  @Test
  void withoutANameNothingIsWritten() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    try (Harness a = setup.start()) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      assertThat(holder(client)).isEqualTo("nobody");
    }
  }

  @Test
  void aClientThatMovesIsEvictedWhereItWas() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      b.pass(Duration.ofSeconds(10));
      connect(b, client);
      a.stages.runAll();
      PublicKey key = client.publicKey();
      assertThat(holder(client)).isEqualTo("b");
      assertThat(a.isResident(key)).isFalse();
      assertThat(b.isResident(key)).isTrue();
      JitEvent.PeerMoved moved = new JitEvent.PeerMoved(key, "a", "b");
      assertThat(a.events(JitEvent.PeerMoved.class)).containsExactly(moved);
      assertThat(b.events(JitEvent.PeerMoved.class)).containsExactly(moved);
      assertThat(a.orchestrator.statistics().count(EvictionCause.MOVED)).isOne();
      assertThat(b.orchestrator.statistics().fleet().arrivals()).isOne();

      a.outbound.deliver("10.0.0.1");
      a.stages.runAll();
      assertThat(a.isResident(key)).as("the private side's packets do not take it back").isFalse();
    }
  }

  @Test
  void itMovesThereAndBack() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      for (int round = 0; round < 3; round++) {
        connect(a, client);
        b.stages.runAll();
        assertThat(holder(client)).isEqualTo("a");
        assertThat(b.isResident(client.publicKey())).isFalse();
        b.time.advance(Duration.between(b.time.wallTime(), a.time.wallTime()).plusSeconds(5));
        connect(b, client);
        a.stages.runAll();
        assertThat(holder(client)).isEqualTo("b");
        assertThat(a.isResident(client.publicKey())).isFalse();
        a.time.advance(Duration.between(a.time.wallTime(), b.time.wallTime()).plusSeconds(5));
      }
    }
  }

  /** A recording of B's handshake moves nothing to A, which still has the peer. */
  @Test
  void aRecordingMovesNothing() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      b.pass(Duration.ofSeconds(30));
      TestPacket first = b.sendAndRun(client);
      byte[] recording = new byte[first.payload().remaining()];
      first.payload().duplicate().get(recording);
      a.source.deliver(new TestPacket(recording, Harness.CLIENT, a.time.nanoTime()));
      a.pass(Duration.ofSeconds(5));
      assertThat(holder(client)).isEqualTo("a");
      complete(b, client);
      a.stages.runAll();
      assertThat(holder(client)).isEqualTo("b");
      assertThat(a.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void aLateClaimOfTheOldGatewayDoesNotTakeThePeerBack() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      a.sendAndRun(client);
      b.pass(Duration.ofSeconds(10));
      connect(b, client);
      a.stages.runAll();
      // A hears of the handshake with its next listing only: after B has the client.
      complete(a, client);
      a.stages.runAll();
      assertThat(holder(client)).isEqualTo("b");
      assertThat(a.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void anEvictionTakesTheLocationBack() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      var unused = a.orchestrator.evict(client.publicKey());
      a.stages.runAll();
      a.pass(A_LOOK);
      assertThat(holder(client)).isEqualTo("nobody");
      assertThat(a.orchestrator.statistics().fleet().located()).isZero();
    }
  }

  /** The private side's packet makes the gateway initiate; the client's timestamp is not known. */
  @Test
  void aWokenPeerIsLocatedToo() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      Tai64n before = location(client).orElseThrow().timestamp();
      var unused = a.orchestrator.evict(client.publicKey());
      a.stages.runAll();
      a.pass(A_LOOK);
      a.outbound.deliver("10.0.0.1");
      a.stages.runAll();
      complete(a, client);
      assertThat(location(client).orElseThrow().timestamp()).isNotNull();
      assertThat(location(client).orElseThrow().timestamp().isAfter(before)).isTrue();
    }
  }

  @Test
  void aLocationIsRenewed() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      PeerLocation before = location(client).orElseThrow();
      a.pass(Duration.ofMinutes(5));
      assertThat(location(client)).contains(before);
      assertThat(a.orchestrator.statistics().fleet().located()).isOne();
    }
  }

  /** The peer is on the device; its location may have run out, or may still be there. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRestartedGatewayKeepsItsPeers(boolean ranOut) throws Exception {
    PrivateKey client;
    PeerLocation before;
    try (Harness a = gateway("a")) {
      client = a.knownClient(1);
      connect(a, client);
      before = location(client).orElseThrow();
    }
    if (ranOut) {
      fleet.directory().release(client.publicKey(), "a");
    }
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    setup.fleetOptions = FleetOptions.builder().gateway("a").build();
    setup.onDevice = List.of(FakePeerConfigSource.config(client.publicKey(), 1));
    setup.eviction = EvictionOptions.builder().adoptionGrace(Duration.ZERO).build();
    try (Harness again = setup.build()) {
      again.control.put(client.publicKey(), 1);
      assertThat(again.store.install(setup.onDevice).failures()).isEmpty();
      again.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      again.orchestrator.start();
      again.pass(Duration.ofMinutes(4));
      assertThat(holder(client)).isEqualTo("a");
      assertThat(again.isResident(client.publicKey())).isTrue();
      assertThat(again.orchestrator.statistics().fleet().located()).isOne();
      assertThat(location(client).orElseThrow().timestamp())
          .isEqualTo(ranOut ? null : before.timestamp());
    }
  }

  /** The engine forgot it, and comes back. */
  @Test
  void afterAnOutageAllAreClaimedAgain() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      fleet.directory().release(client.publicKey(), "a");
      fleet.reachable(false);
      fleet.reachable(true);
      a.pass(Duration.ofSeconds(1));
      assertThat(holder(client)).isEqualTo("a");
    }
  }

  @Test
  void withoutTheEngineTheClaimWaits() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      fleet.reachable(false);
      connect(a, client);
      a.pass(Duration.ofSeconds(10));
      assertThat(a.orchestrator.statistics().fleet().claimsWaiting()).isOne();
      fleet.reachable(true);
      a.pass(Duration.ofSeconds(2));
      assertThat(holder(client)).isEqualTo("a");
      assertThat(a.orchestrator.statistics().fleet().claimsWaiting()).isZero();
    }
  }

  /** B moved the client while A could not hear of it. A's next renewal is refused. */
  @Test
  void aMissedMoveIsNoticedAtTheNextRenewal() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      PeerLocation here = location(client).orElseThrow();
      Tai64n later = Tai64n.of(a.time.wallTime().plusSeconds(60));
      InetSocketAddress there = new InetSocketAddress("203.0.113.9", 41_000);
      fleet.directory().release(client.publicKey(), "a");
      fleet.directory().claim(new PeerLocation(here.key(), "b", later, there, here.allowedIps()));
      assertThat(a.isResident(client.publicKey())).isTrue();
      a.pass(Duration.ofMinutes(6));
      assertThat(a.isResident(client.publicKey())).isFalse();
      assertThat(holder(client)).isEqualTo("b");
      assertThat(a.orchestrator.statistics().count(EvictionCause.MOVED)).isOne();
    }
  }

  /** It was installed again before its location could be taken back, and its client is silent. */
  @Test
  void theLocationOfAPeerWithoutASessionIsTakenBack() throws Exception {
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      fleet.reachable(false);
      var unused = a.orchestrator.evict(client.publicKey());
      a.stages.runAll();
      a.sendAndRun(client);
      fleet.reachable(true);
      a.pass(Duration.ofSeconds(3));
      assertThat(a.isResident(client.publicKey())).isTrue();
      assertThat(holder(client)).isEqualTo("nobody");
    }
  }

  @Test
  void theLocationFollowsTheClientsEndpoint() throws Exception {
    InetSocketAddress roamed = new InetSocketAddress("203.0.113.9", 41_000);
    try (Harness a = gateway("a")) {
      PrivateKey client = a.knownClient(1);
      connect(a, client);
      a.store.handshakeCompleted(client.publicKey(), roamed);
      a.pass(Duration.ofMinutes(2));
      assertThat(location(client).orElseThrow().endpoint()).isEqualTo(roamed);
    }
  }
}
