package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Plug-ins that are slow or do not return are named in the log and counted. */
class SlowPartsFlowTest {
  private static final Duration SLOW = Duration.ofMillis(312);

  @Test
  void aStoreThatHangsIsBlamedWithItsStack() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    try (Harness h = rig.start();
        CapturedLog log = CapturedLog.of(CallWatch.class)) {
      JitStatistics[] meanwhile = new JitStatistics[1];
      rig.store.duringInstall =
          () -> {
            h.time.advance(Duration.ofSeconds(13));
            meanwhile[0] = h.orchestrator.statistics();
          };
      TestPacket packet = h.sendAndRun(h.knownClient(1));

      assertThat(meanwhile[0].waits().hanging()).isOne();
      assertThat(meanwhile[0].count(Outcome.STORE_FAILED)).isOne();
      assertThat(meanwhile[0].store().failures()).as("the store's failure").isOne();
      assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(h.events(JitEvent.PeerRefused.class).get(0).reason())
          .contains("the store did not install the peer within PT10S", "install 1 peers");
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .contains("the peer store io.jitpeers.HookedStore", "install peers");
      JitStatistics.Waits after = h.orchestrator.statistics().waits();
      assertThat(after.hanging()).isZero();
      assertThat(after.hungCalls()).isOne();
    }
  }

  @Test
  void whatTheStoreWasNeverAskedForIsNotItsFailure() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket packet = h.send(client);
      h.stages.runOpener();
      h.time.advance(Duration.ofSeconds(11));

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
      JitStatistics statistics = h.orchestrator.statistics();
      assertThat(statistics.count(Outcome.STORE_FAILED)).isZero();
      assertThat(statistics.count(Outcome.INTERNAL_ERROR)).isOne();
      assertThat(statistics.store().failures()).isZero();
      assertThat(h.events(JitEvent.PeerRefused.class).get(0).reason())
          .contains("the store is not the cause");
    }
  }

  @Test
  void eachPartThatIsSlowIsNamed() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.policy =
        view -> {
          rig.slowPolicy.run();
          return java.util.List.of();
        };
    try (Harness h = rig.start();
        CapturedLog log = CapturedLog.of(CallWatch.class)) {
      Runnable slow = () -> h.time.advance(SLOW);
      rig.slowPolicy = slow;
      rig.store.duringInstall = slow;
      h.orchestrator.addListener(event -> slow.run());
      h.orchestrator.addStageObserver((stage, nanos) -> slow.run());
      TestPacket packet = h.initiation(h.knownClient(1));
      h.source.deliver(packet.whenCompleted(slow));
      h.stages.runAll();
      RaceRig.sweep(h);

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(log.messages(Level.WARN))
          .anyMatch(line -> line.startsWith("the peer store io.jitpeers.HookedStore took 312 ms"))
          .anyMatch(line -> line.startsWith("the eviction policy"))
          .anyMatch(line -> line.startsWith("the listener io.jitpeers.SlowPartsFlowTest"))
          .anyMatch(line -> line.startsWith("the stage observer io.jitpeers.SlowPartsFlowTest"))
          .anyMatch(line -> line.startsWith("a packet source took"));
      assertThat(h.orchestrator.statistics().waits().slowCalls()).isGreaterThanOrEqualTo(5);
    }
  }
}
