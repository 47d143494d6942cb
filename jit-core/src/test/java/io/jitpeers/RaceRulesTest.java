package io.jitpeers;

import static io.jitpeers.RaceRig.idlePaused;
import static io.jitpeers.RaceRig.newKey;
import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitSnapshot;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The race rules of docs/decisions.md except 6 and 7, each provoked on purpose. */
class RaceRulesTest {

  @Test
  void rule1AnInitiationAfterTheListingKeepsThePeer() throws Exception {
    Rig rig = new Rig();
    PrivateKey client = newKey();
    try (Harness h = idlePaused(rig, client)) {
      CompletableFuture<SweepReport> report = h.orchestrator.evictNow();
      h.stages.runSweeper();
      TestPacket packet = h.send(client);
      h.stages.runOpener();
      h.stages.runAll();

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(report.join().heldBack()).containsEntry(HoldReason.CAME_BACK, 1);
      assertThat(report.join().evictedInAll()).isZero();
    }
  }

  @Test
  void rule1AnInitiationDuringTheRemovalProvisionsThePeerAnew() throws Exception {
    Rig rig = new Rig();
    PrivateKey client = newKey();
    try (Harness h = idlePaused(rig, client)) {
      TestPacket[] packet = new TestPacket[1];
      rig.store.duringRemove =
          () -> {
            rig.store.duringRemove = () -> {};
            packet[0] = h.send(client);
            h.stages.runOpener();
          };

      SweepReport report = sweep(h);

      assertThat(report.evicted()).containsEntry(EvictionCause.IDLE, 1);
      assertThat(packet[0].outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void rule1APeerThatTheStoreCouldNotRemoveIsStillResident() throws Exception {
    Rig rig = new Rig();
    PrivateKey client = newKey();
    try (Harness h = idlePaused(rig, client)) {
      rig.store.removeFailure = new StoreException("remove peers from wg-test: EBUSY");
      SweepReport report = sweep(h);
      rig.store.removeFailure = null;

      assertThat(report.heldBack()).containsEntry(HoldReason.STORE_FAILED, 1);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
    }
  }

  @Test
  void rule2AnInstallThatLostItsReasonIsNotApplied() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket packet = h.send(client);
      h.stages.runOpener();
      h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.REVOKED)).isOne();
      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(rig.store.calls).noneMatch(call -> call.startsWith("install"));
    }
  }

  @Test
  void rule2ARevocationDuringAnInstallRemovesWhatItInstalled() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      rig.store.duringInstall = () -> h.orchestrator.revoke(client.publicKey());
      h.sendAndRun(client);

      assertThat(h.count(Outcome.REVOKED)).isOne();
      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(h.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void rule2AnInstallAskedForAfterARevocationComesAfterIt() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.time.advance(Duration.ofMinutes(1));
      h.orchestrator.revoke(client.publicKey());
      h.stages.runWriter();
      TestPacket back = h.send(client);
      h.stages.runOpener();
      h.stages.runWriter();

      assertThat(back.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(rig.store.calls).hasSize(3);
    }
  }

  @Test
  void rule2ARevokedPeersCachedConfigIsForgotten() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1), Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
      h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();
      h.control.putNotFound(client.publicKey(), Duration.ZERO);

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.NOT_FOUND)).isOne();
    }
  }

  @Test
  void rule3AResidentPeerIsNotSetAgain() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      for (int i = 0; i < 5; i++) {
        h.time.advance(Duration.ofSeconds(20));
        assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      }
      assertThat(rig.store.calls).hasSize(1);
    }
  }

  @Test
  void rule4StatusReadsHaveNoSideEffects() throws Exception {
    Rig rig = new Rig();
    PrivateKey client = newKey();
    try (Harness h = idlePaused(rig, client)) {
      rig.store.calls.clear();
      JitSnapshot first = h.orchestrator.snapshot();
      JitSnapshot second = h.orchestrator.snapshot();
      assertThat(second).isEqualTo(first);
      assertThat(first.hotSet().get(0).idle()).isGreaterThan(Duration.ofMinutes(10));

      CompletableFuture<SweepReport> dry = h.orchestrator.evictDryRun();
      h.stages.runAll();
      assertThat(dry.join().dryRun()).isTrue();
      assertThat(dry.join().evicted()).containsEntry(EvictionCause.IDLE, 1);
      assertThat(rig.store.calls).isEmpty();
      assertThat(h.orchestrator.snapshot().hotSet()).isEqualTo(first.hotSet());
    }
  }

  @Test
  void rule5OneListingThatLacksAPeerProvesNothing() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      rig.store.hidden = client.publicKey();
      sweep(h);
      assertThat(h.isResident(client.publicKey())).isTrue();

      rig.store.hidden = null;
      sweep(h);
      rig.store.hidden = client.publicKey();
      sweep(h);
      assertThat(h.isResident(client.publicKey())).isTrue();
      sweep(h);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.PeerLost.class))
          .containsExactly(new JitEvent.PeerLost(client.publicKey()));
      assertThat(h.orchestrator.statistics().lost()).isOne();
    }
  }

  @Test
  void rule5IncompleteListingsTakeNobodyOut() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      rig.store.hidden = client.publicKey();
      rig.store.incomplete = true;
      for (int i = 0; i < 5; i++) {
        assertThat(sweep(h).complete()).isFalse();
      }
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void rule8AProbeUnderWayWhenClosingFailsItsSweep() throws Exception {
    PrivateKey client = newKey();
    CompletableFuture<SweepReport> report;
    try (Harness h = idlePaused(new Rig(), client)) {
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.sendAndRun(h.newClient());
      h.control.answeringByHand();
      int asked = h.control.questions().size();
      report = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(report).isNotDone();
      assertThat(h.control.questions()).hasSize(asked + 1);
    }
    assertThat(report).isDone();
  }

  @Test
  void rule8ClosingCompletesEveryPacketAndLeavesTheDataPlaneAsItIs() throws Exception {
    Rig rig = new Rig();
    rig.setup.provisioning = ProvisioningOptions.builder().closeDeadline(Duration.ZERO).build();
    Harness h = rig.start();
    PrivateKey resident = h.knownClient(1);
    h.sendAndRun(resident);
    h.control.answeringByHand();
    TestPacket looking = h.sendAndRun(h.newClient());
    h.control.answeringAtOnce();
    TestPacket writing = h.send(h.knownClient(2));
    h.stages.runOpener();
    TestPacket queued = h.send(h.knownClient(3));
    CompletableFuture<SweepReport> report = h.orchestrator.evictNow();

    h.close();
    h.stages.runAll();
    TestPacket late = h.send(h.knownClient(4));
    h.close();

    assertThat(looking.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(writing.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(queued.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(h.count(Outcome.CLOSED)).isGreaterThanOrEqualTo(3);
    assertThat(late.outcome()).isIn(PacketOutcome.FAILED, null);
    assertThat(report).isCompletedExceptionally();
    assertThat(h.store.contains(resident.publicKey())).isTrue();
    assertThat(h.store.size()).isOne();
    assertThat(h.source.isClosed()).isTrue();
    assertThat(h.control.isClosed()).isTrue();
    assertThat(rig.store.calls.get(rig.store.calls.size() - 1)).isEqualTo("close");
    assertThatThrownBy(h.orchestrator::start).isInstanceOf(IllegalStateException.class);
  }
}
