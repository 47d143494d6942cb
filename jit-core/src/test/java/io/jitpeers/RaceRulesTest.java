package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.eviction.EvictionOptions;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.spi.EvictionCause;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerOrigin;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.Initiator;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The race rules of docs/decisions.md, each made to happen on purpose. */
class RaceRulesTest {

  private static final class Rig {
    final Harness.Setup setup = Harness.setup();
    HookedStore store;

    boolean watching = true;

    Harness start() throws StoreException {
      setup.storeWrapper =
          real -> {
            store = new HookedStore(real);
            store.watching = watching;
            return store;
          };
      return setup.start();
    }
  }

  private static Harness idle(Rig rig, PrivateKey client) throws StoreException {
    Harness h = rig.start();
    h.control.put(client.publicKey(), 1);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    sweep(h);
    h.time.advance(Duration.ofMinutes(11));
    h.stages.runAll();
    return h;
  }

  private static SweepReport sweep(Harness h) {
    CompletableFuture<SweepReport> report = h.orchestrator.evictNow();
    h.stages.runAll();
    return report.join();
  }

  /**
   * A clock that runs far enough for idleness runs scheduled sweeps too, so these tests pause them.
   */
  private static Harness idlePaused(Rig rig, PrivateKey client) throws StoreException {
    Harness h = rig.start();
    h.orchestrator.pauseEviction();
    h.control.put(client.publicKey(), 1);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    sweep(h);
    h.time.advance(Duration.ofMinutes(11));
    return h;
  }

  private static PrivateKey newKey() {
    return PrivateKey.generate(new SecureRandom());
  }

  @Test
  void theScheduleEvictsAnIdlePeerAndItsNextHandshakeBringsItBack() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idle(new Rig(), client)) {
      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.IDLE));

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
    }
  }

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
  void rule6ADeviceCreatedAnewIsNoticedAtOnce() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      PrivateKey newKey = h.newClient();
      h.store.recreate(newKey);
      h.stages.runAll();

      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);
      assertThat(sendTo(h, client, newKey.publicKey()).outcome())
          .isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
    }
  }

  @Test
  void rule6ASweepNoticesADeviceThatTheStoreDidNotTellOf() throws Exception {
    Rig rig = new Rig();
    rig.watching = false;
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      PrivateKey newKey = h.newClient();
      h.store.recreate(newKey);
      h.stages.runAll();
      assertThat(h.isResident(client.publicKey())).isTrue();

      sweep(h);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);
      assertThat(sendTo(h, client, newKey.publicKey()).outcome())
          .isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void rule6AListingThatFailsAfterAChangeIsMadeUpFor() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      rig.store.listFailure = new StoreException("list wg-test: EBUSY");
      h.store.recreate(h.gateway);
      h.stages.runAll();
      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);

      rig.store.listFailure = null;
      sweep(h);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);
    }
  }

  @Test
  void rule6AChangedKeyRefreshesTheHandleAndKeepsThePeers() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      PrivateKey newKey = h.newClient();
      h.store.changeKey(newKey);
      h.stages.runAll();

      assertThat(h.isResident(client.publicKey())).isTrue();
      h.time.advance(Duration.ofSeconds(20));
      assertThat(sendTo(h, client, newKey.publicKey()).outcome())
          .isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.BAD_MAC1)).isOne();
    }
  }

  @Test
  void rule6ADeviceThatIsGoneFailsInstallsAndIsTakenUpAgain() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      h.store.deleteDevice();
      h.stages.runAll();
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(h.count(Outcome.STORE_FAILED)).isOne();

      h.store.recreate(h.gateway);
      h.stages.runAll();
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void rule7AClientThatIsNotAnsweredIsInstalledAgainOnce() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      // Somebody removes the peer behind our back, and the client keeps trying every 5 s.
      h.store.remove(List.of(client.publicKey()));
      h.time.advance(Duration.ofSeconds(5));
      TestPacket retry = h.sendAndRun(client);
      h.time.advance(Duration.ofSeconds(5));
      TestPacket another = h.sendAndRun(client);

      assertThat(retry.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(another.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.statistics().store().installedAgain()).isOne();
      assertThat(h.events(JitEvent.PeerInstalled.class))
          .containsExactly(
              new JitEvent.PeerInstalled(client.publicKey(), false),
              new JitEvent.PeerInstalled(client.publicKey(), true));
    }
  }

  @Test
  void rule7AForeignPeerIsNeverInstalledAgain() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      PrivateKey admin = h.newClient();
      h.store.install(List.of(FakePeerConfigSource.config(admin.publicKey(), 5)));
      sweep(h);
      h.control.put(admin.publicKey(), 6);
      h.sendAndRun(admin);
      h.time.advance(Duration.ofSeconds(5));

      assertThat(h.sendAndRun(admin).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.find(admin.publicKey()).orElseThrow().origin())
          .isEqualTo(PeerOrigin.FOREIGN);
      assertThat(rig.store.calls).isEmpty();
      assertThat(h.control.questions()).isEmpty();
    }
  }

  @Test
  void rule7AResidentClientDoesNotSufferFromAControlPlaneThatIsDown() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.time.advance(Duration.ofSeconds(5));

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.statistics().store().installedAgain()).isOne();
      assertThat(h.store.contains(client.publicKey())).isTrue();
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
      report = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(report).isNotDone();
      assertThat(h.control.questions()).hasSize(3);
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

  @Test
  void nobodyIsEvictedWhileTheControlPlaneCannotGiveThemBack() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idlePaused(new Rig(), client)) {
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.sendAndRun(h.newClient());

      assertThat(sweep(h).heldBack()).containsEntry(HoldReason.CONTROL_PLANE_UNREACHABLE, 1);
      assertThat(h.store.contains(client.publicKey())).isTrue();

      h.control.answeringAtOnce();
      assertThat(sweep(h).evicted()).containsEntry(EvictionCause.IDLE, 1);
    }
  }

  @Test
  void aClientThatOnlyKeepsAliveIsIdleAndGoesOnceTheFloorIsWaived() throws Exception {
    Rig rig = new Rig();
    rig.setup.eviction =
        EvictionOptions.builder().acceptSessionLoss().losslessFloor(Duration.ZERO).build();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      for (int minutes = 0; minutes < 10; minutes += 2) {
        h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
        h.store.transferred(client.publicKey(), 5 * 32, 5 * 32);
        assertThat(sweep(h).evictedInAll()).isZero();
        h.time.advance(Duration.ofMinutes(2));
        h.sendAndRun(client);
      }
      h.time.advance(Duration.ofSeconds(20));
      assertThat(sweep(h).evicted()).containsEntry(EvictionCause.IDLE, 1);
    }
  }

  @Test
  void aLongRemovalStopsBeforeItsListingIsTooOldToTrust() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      List<PublicKey> keys = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        PrivateKey client = h.knownClient(i);
        h.sendAndRun(client);
        h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
        keys.add(client.publicKey());
      }
      sweep(h);
      h.time.advance(Duration.ofMinutes(11));
      Set<PublicKey> young = new HashSet<>();
      rig.store.duringRemove =
          () -> {
            if (young.isEmpty()) {
              h.time.advance(Duration.ofMinutes(1));
              // Sessions that the gateway's side began: no initiation is captured.
              keys.stream().filter(h.store::contains).forEach(young::add);
              young.forEach(key -> h.store.handshakeCompleted(key, Harness.CLIENT));
            }
          };
      SweepReport report = sweep(h);

      assertThat(young).isNotEmpty().allMatch(h.store::contains);
      assertThat(report.heldBack()).containsEntry(HoldReason.LISTING_TOO_OLD, young.size());
    }
  }

  @Test
  void aPinnedPeerStaysUntilItIsUnpinned() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idlePaused(new Rig(), client)) {
      h.orchestrator.pin(client.publicKey());
      assertThat(sweep(h).heldBack()).containsOnly(Map.entry(HoldReason.PINNED, 1));
      assertThat(h.store.contains(client.publicKey())).isTrue();
      h.orchestrator.unpin(client.publicKey());
      assertThat(sweep(h).evictedInAll()).isOne();
    }
  }

  private static TestPacket sendTo(Harness h, PrivateKey client, PublicKey gateway) {
    h.time.advance(Duration.ofMillis(1));
    byte[] datagram =
        Initiator.of(client, gateway, h.random).initiation(Tai64n.of(h.time.wallTime()), 1);
    TestPacket packet = h.source.deliver(new TestPacket(datagram, h.time.nanoTime()));
    h.stages.runAll();
    return packet;
  }
}
