package io.jitpeers;

import static io.jitpeers.RaceRig.newKey;
import static io.jitpeers.RaceRig.sendTo;
import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Race rules 6 and 7 of docs/decisions.md: the device differs from the hot set. */
class RaceRulesDeviceTest {

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
  void aDeviceThatIsGoneIsNotReadableUntilItIsBack() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.store.deleteDevice();
      h.stages.runAll();
      assertThat(h.orchestrator.device().orElseThrow().readable()).isFalse();
      assertThat(h.orchestrator.isRunning()).isTrue();

      h.store.recreate(h.gateway);
      h.stages.runAll();
      assertThat(h.orchestrator.device().orElseThrow().readable()).isTrue();
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
      // Another program removes the peer unnoticed, and the client keeps trying every 5 s.
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
}
