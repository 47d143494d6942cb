package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Hints and revocations that reach all gateways of a fleet. */
class FleetNewsFlowTest {
  private final InMemoryFleet fleet = new InMemoryFleet();

  private Harness gateway(boolean relays) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    setup.fleetOptions = FleetOptions.builder().relaysHints(relays).build();
    return setup.start();
  }

  private static PrivateKey residentAt(Harness gateway) {
    PrivateKey client = gateway.knownClient(1);
    gateway.sendAndRun(client);
    assertThat(gateway.isResident(client.publicKey())).isTrue();
    return client;
  }

  @Test
  void aRevocationRemovesThePeerAtOnceWhereverItIs() throws Exception {
    try (Harness a = gateway(false);
        Harness b = gateway(false)) {
      PrivateKey client = residentAt(a);
      b.control.put(client.publicKey(), 1);
      b.time.advance(Duration.ofSeconds(1));
      b.sendAndRun(client);
      fleet.revoke(client.publicKey());
      a.stages.runAll();
      b.stages.runAll();
      for (Harness gateway : new Harness[] {a, b}) {
        assertThat(gateway.isResident(client.publicKey())).isFalse();
        assertThat(gateway.events)
            .contains(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.REVOKED));
      }
    }
  }

  @Test
  void aRevokedPeerIsAskedAboutWhenItInitiatesAgain() throws Exception {
    try (Harness a = gateway(false)) {
      PrivateKey client = residentAt(a);
      fleet.revoke(client.publicKey());
      a.stages.runAll();
      a.control.putNotFound(client.publicKey(), Duration.ofMinutes(1));
      a.pass(Duration.ofSeconds(10));
      a.sendAndRun(client);
      assertThat(a.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void aHintThatOneGatewayHearsReachesTheOthers() throws Exception {
    try (Harness hears = gateway(true);
        Harness other = gateway(false)) {
      PrivateKey client = residentAt(other);
      int asked = other.control.questions().size();
      assertThat(hears.control.hint(client.publicKey())).isTrue();
      other.pass(Duration.ofSeconds(2));
      assertThat(other.control.questions().size()).isGreaterThan(asked);
    }
  }

  @Test
  void withoutRelayItDoesNot() throws Exception {
    try (Harness hears = gateway(false);
        Harness other = gateway(false)) {
      PrivateKey client = residentAt(other);
      int asked = other.control.questions().size();
      assertThat(hears.control.hint(client.publicKey())).isTrue();
      other.pass(Duration.ofSeconds(2));
      assertThat(other.control.questions()).hasSize(asked);
    }
  }

  @Test
  void missedHintsAreMissedByTheOthersToo() throws Exception {
    try (Harness hears = gateway(true);
        Harness other = gateway(false)) {
      residentAt(other);
      int asked = other.control.questions().size();
      assertThat(hears.control.loseHints()).isTrue();
      other.pass(Duration.ofMinutes(1));
      assertThat(other.control.questions().size()).isGreaterThan(asked);
    }
  }

  @Test
  void aClosedGatewayHearsNothing() throws Exception {
    Harness a = gateway(false);
    PrivateKey client = residentAt(a);
    a.close();
    fleet.revoke(client.publicKey());
    assertThat(a.events(JitEvent.PeerEvicted.class)).isEmpty();
  }
}
