package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.UnreachableFleet;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Two gateways with the same private key. Both harnesses have the same seed, hence the same key.
 */
class FleetFlowTest {
  private final InMemoryFleet fleet = new InMemoryFleet();

  private Harness gateway() throws Exception {
    return gateway(FleetOptions.defaults());
  }

  private Harness gateway(FleetOptions options) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    setup.fleetOptions = options;
    return setup.start();
  }

  /** Delivers the datagram of an earlier packet to a gateway. */
  private static TestPacket replay(TestPacket earlier, Harness at) {
    byte[] recording = new byte[earlier.payload().remaining()];
    earlier.payload().duplicate().get(recording);
    TestPacket packet = new TestPacket(recording, Harness.CLIENT, at.time.nanoTime());
    at.source.deliver(packet);
    at.stages.runAll();
    return packet;
  }

  /** Creates a client that the control planes of both gateways know. */
  private static PrivateKey client(Harness a, Harness b) {
    PrivateKey client = a.knownClient(1);
    b.control.put(client.publicKey(), 1);
    return client;
  }

  @Test
  void aRecordingFromOneGatewayIsRefusedAtTheOther() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      TestPacket first = a.sendAndRun(client(a, b));
      assertThat(first.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(replay(first, b).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(b.count(Outcome.REPLAYED)).isOne();
      assertThat(b.control.questions()).as("nothing is asked about it").isEmpty();
      assertThat(b.orchestrator.statistics().fleet().refused()).isOne();
    }
  }

  /** docs/fleet.md says this of gateways without a fleet. */
  @Test
  void withoutFleetItIsAccepted() throws Exception {
    try (Harness a = Harness.setup().start();
        Harness b = Harness.setup().start()) {
      TestPacket first = a.sendAndRun(client(a, b));
      assertThat(replay(first, b).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(b.orchestrator.statistics().fleet().used()).isFalse();
    }
  }

  @Test
  void aRecordingOfALaterHandshakeIsRefusedToo() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      PrivateKey client = client(a, b);
      a.sendAndRun(client);
      long asked = a.orchestrator.statistics().fleet().asked();
      a.pass(Duration.ofMinutes(2));
      TestPacket later = a.sendAndRun(client);
      assertThat(later.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(a.orchestrator.statistics().fleet().asked())
          .as("a resident peer waits for nobody")
          .isEqualTo(asked);
      assertThat(replay(later, b).outcome()).isEqualTo(PacketOutcome.REJECTED);
    }
  }

  @Test
  void aClientThatRoamsIsServedAtOnce() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      PrivateKey client = client(a, b);
      a.sendAndRun(client);
      b.pass(Duration.ofSeconds(10));
      assertThat(b.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(b.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void withoutTheEngineEachGatewayJudgesByItself() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      PrivateKey client = client(a, b);
      fleet.reachable(false);
      TestPacket first = a.sendAndRun(client);
      assertThat(first.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(a.orchestrator.statistics().fleet().unanswered()).isOne();
      assertThat(a.orchestrator.statistics().fleet().waiting()).isOne();
      assertThat(a.orchestrator.health().problems())
          .extracting(JitHealth.Problem::reason)
          .containsExactly(JitHealth.Reason.FLEET_UNREACHABLE);

      fleet.reachable(true);
      a.pass(Duration.ofSeconds(2));
      assertThat(a.orchestrator.statistics().fleet().waiting()).isZero();
      assertThat(a.orchestrator.health().problems()).isEmpty();
      assertThat(replay(first, b).outcome())
          .as("the engine has caught up")
          .isEqualTo(PacketOutcome.REJECTED);
    }
  }

  /** This is what {@link UnreachableFleet#LOCAL} costs. */
  @Test
  void withoutTheEngineARecordingIsAcceptedOnceElsewhere() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      fleet.reachable(false);
      TestPacket first = a.sendAndRun(client(a, b));
      assertThat(replay(first, b).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(replay(first, b).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(replay(first, a).outcome()).isEqualTo(PacketOutcome.REJECTED);
    }
  }

  @Test
  void ifItMustBeAskedNobodyIsProvisionedWithoutTheEngine() throws Exception {
    FleetOptions refuse = FleetOptions.builder().replayUnreachable(UnreachableFleet.REFUSE).build();
    try (Harness a = gateway(refuse)) {
      PrivateKey resident = a.knownClient(1);
      a.sendAndRun(resident);
      PrivateKey other = a.knownClient(2);
      fleet.reachable(false);
      assertThat(a.sendAndRun(other).outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(a.count(Outcome.REPLAY_UNKNOWN)).isOne();
      a.pass(Duration.ofMinutes(2));
      assertThat(a.sendAndRun(resident).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);

      fleet.reachable(true);
      a.pass(Duration.ofSeconds(5));
      assertThat(a.sendAndRun(other).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void aResetAtOneGatewayHoldsAtTheOther() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      PrivateKey client = client(a, b);
      a.sendAndRun(client);
      TestPacket fallenBack = a.initiation(client, before(a, Duration.ofDays(30)));
      a.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1).toBuilder().timestampEpoch(1).build(),
          Freshness.NONE);
      a.source.deliver(fallenBack);
      a.stages.runAll();
      assertThat(fallenBack.outcome()).isEqualTo(PacketOutcome.INSTALLED);

      TestPacket atB = b.initiation(client, before(b, Duration.ofDays(30).minusSeconds(9)));
      b.source.deliver(atB);
      b.stages.runAll();
      assertThat(atB.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(replay(fallenBack, b).outcome()).isEqualTo(PacketOutcome.REJECTED);
    }
  }

  @Test
  void aClientWhoseClockFellBackIsServedWhereItWasNeverSeen() throws Exception {
    try (Harness a = gateway();
        Harness b = gateway()) {
      PrivateKey client = client(a, b);
      a.sendAndRun(client);
      b.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1).toBuilder().timestampEpoch(1).build(),
          Freshness.NONE);
      TestPacket first = b.initiation(client, before(b, Duration.ofDays(30)));
      b.source.deliver(first);
      b.stages.runAll();
      assertThat(first.outcome()).isEqualTo(PacketOutcome.REJECTED);
      TestPacket second = b.initiation(client, before(b, Duration.ofDays(30).minusSeconds(5)));
      b.source.deliver(second);
      b.stages.runAll();
      assertThat(second.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  private static Tai64n before(Harness at, Duration age) {
    return Tai64n.of(at.time.wallTime().minus(age));
  }
}
