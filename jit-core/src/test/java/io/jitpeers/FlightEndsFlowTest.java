package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualOutboundSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pending peer leaves behind when it is installed or refused. */
class FlightEndsFlowTest {
  @Test
  void eachStageIsTimedFromItsOwnBegin() throws Exception {
    try (Harness h = Harness.setup().start()) {
      Map<Stage, Long> took = new EnumMap<>(Stage.class);
      h.orchestrator.addStageObserver(took::put);
      h.control.answeringByHand();
      h.time.advance(Duration.ofMillis(1));
      PrivateKey client = h.newClient();
      h.send(client);
      h.stages.runOpener();
      h.time.advance(Duration.ofMillis(20));
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.time.advance(Duration.ofMillis(300));
      h.stages.runAll();

      assertThat(took)
          .contains(
              entry(Stage.LOOKUP, Duration.ofMillis(20).toNanos()),
              entry(Stage.INSTALL, Duration.ofMillis(300).toNanos()),
              entry(Stage.FIRST_PACKET, Duration.ofMillis(320).toNanos()));
    }
  }

  @Test
  void deliveryInstallAndReturnAreTimedToo() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    try (Harness h = rig.start()) {
      Map<Stage, Long> took = new EnumMap<>(Stage.class);
      h.orchestrator.addStageObserver(took::put);
      rig.store.duringInstall = () -> h.time.advance(Duration.ofMillis(7));
      TestPacket packet = h.initiation(h.knownClient(1));
      h.time.advance(Duration.ofMillis(2));
      h.source.deliver(packet.whenCompleted(() -> h.time.advance(Duration.ofMillis(3))));
      h.stages.runAll();

      assertThat(took)
          .contains(
              entry(Stage.CAPTURE, Duration.ofMillis(2).toNanos()),
              entry(Stage.STORE, Duration.ofMillis(7).toNanos()),
              entry(Stage.RETURN, Duration.ofMillis(3).toNanos()),
              entry(Stage.FIRST_PACKET, Duration.ofMillis(12).toNanos()));
    }
  }

  @Test
  void anEndedFlightLeavesNoDeadlineBehind() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.sendAndRun(h.knownClient(1));
      h.sendAndRun(h.newClient());
      int scheduled = h.time.scheduledTasks();
      for (int i = 2; i < 6; i++) {
        assertThat(h.sendAndRun(h.knownClient(i)).outcome()).isEqualTo(PacketOutcome.INSTALLED);
        h.sendAndRun(h.newClient());
      }
      assertThat(h.count(Outcome.NOT_FOUND)).isEqualTo(5);
      assertThat(h.time.scheduledTasks()).isEqualTo(scheduled);
    }
  }

  @Test
  void aResidentPeerThatIsUnknownByNowIsAskedAboutAndGoes() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.control.putNotFound(client.publicKey(), Duration.ZERO);
      h.time.advance(Duration.ofSeconds(5));
      TestPacket retry = h.sendAndRun(client);

      assertThat(retry.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      h.pass(Duration.ofMillis(100));
      assertThat(h.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void aPeerWithoutAnyEndpointIsNotWoken() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.wakeUp = WakeUpOptions.defaults();
    try (Harness h = setup.start()) {
      PrivateKey client = h.knownClient(1);
      h.source.deliver(h.initiation(client, new InetSocketAddress("198.51.100.7", 0)));
      h.stages.runAll();
      var removal = h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      assertThat(removal).isCompletedWithValue(true);

      ManualOutboundSource.Delivery packet = h.outbound.deliver("10.0.0.1");
      h.stages.runAll();
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
      assertThat(h.events(JitEvent.PeerRefused.class))
          .singleElement()
          .extracting(JitEvent.PeerRefused::reason)
          .isEqualTo("no endpoint of the peer is known");
    }
  }
}
