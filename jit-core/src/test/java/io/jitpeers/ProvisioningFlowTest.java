package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From an initiation to an installed peer, and all other ways in which an initiation can end. */
class ProvisioningFlowTest {
  private static final Duration REKEY_TIMEOUT = Duration.ofSeconds(5);

  @Test
  void aFirstInitiationInstallsThePeerAndGivesThePacketBack() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);

      TestPacket packet = h.sendAndRun(client);

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.events(JitEvent.PeerInstalled.class))
          .containsExactly(new JitEvent.PeerInstalled(client.publicKey(), false));
    }
  }

  @Test
  void aPeerTheControlPlaneDoesNotKnowIsRejected() throws Exception {
    try (Harness h = Harness.setup().start()) {
      TestPacket packet = h.sendAndRun(h.newClient());

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.NOT_FOUND)).isOne();
      assertThat(h.store.size()).isZero();
    }
  }

  @Test
  void anotherInitiationWhilePendingJoinsTheFlightAndTheNewestPacketWins() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      TestPacket first = h.sendAndRun(client);
      TestPacket second = h.sendAndRun(client);
      TestPacket third = h.sendAndRun(client);

      assertThat(h.control.questions()).hasSize(1);
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(first.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(second.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(third.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.count(Outcome.SUPERSEDED)).isEqualTo(2);
      assertThat(h.events(JitEvent.PeerInstalled.class)).hasSize(1);
    }
  }

  @Test
  void aReplayIsRefusedEvenAfterThePeerWasEvicted() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket recorded = h.initiation(client);
      h.source.deliver(recorded);
      h.stages.runAll();
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      assertThat(h.store.contains(client.publicKey())).isFalse();

      h.time.advance(Duration.ofMinutes(1));
      TestPacket replay = new TestPacket(bytes(recorded), h.time.nanoTime());
      h.source.deliver(replay);
      h.stages.runAll();

      assertThat(replay.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.REPLAYED)).isOne();
      assertThat(h.control.questions()).hasSize(1);
      assertThat(h.store.contains(client.publicKey())).isFalse();
    }
  }

  @Test
  void strangersWithKeysOfTheirOwnDoNotMakeAReplayPossible() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().replayMemorySize(4).build();
    try (Harness h = setup.start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket recorded = h.sendAndRun(client);
      evict(h, client);
      for (int i = 0; i < 10; i++) {
        h.sendAndRun(h.newClient());
      }
      h.time.advance(Duration.ofMinutes(1));
      h.source.deliver(new TestPacket(bytes(recorded), h.time.nanoTime()));
      h.stages.runAll();

      assertThat(h.count(Outcome.REPLAYED)).isOne();
      assertThat(h.orchestrator.statistics().replayMemoryForgotten()).isPositive();
      assertThat(h.store.contains(client.publicKey())).isFalse();
    }
  }

  @Test
  void theSameFrameCapturedTwiceIsADuplicate() throws Exception {
    try (Harness h = Harness.setup().start()) {
      TestPacket frame = h.initiation(h.knownClient(1));
      h.source.deliver(frame);
      TestPacket again = new TestPacket(bytes(frame), h.time.nanoTime());
      h.source.deliver(again);
      h.stages.runAll();

      assertThat(frame.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(again.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.DUPLICATE)).isOne();
    }
  }

  @Test
  void theDevicesOwnKeyIsRefusedWithoutALookup() throws Exception {
    try (Harness h = Harness.setup().start()) {
      TestPacket packet = h.sendAndRun(h.gateway);

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.OWN_KEY)).isOne();
      assertThat(h.control.questions()).isEmpty();
    }
  }

  @Test
  void pendingPeersAreBounded() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxPending(3).strangersShare(1).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      for (int i = 0; i < 5; i++) {
        h.sendAndRun(h.newClient());
      }
      assertThat(h.orchestrator.statistics().pending()).isEqualTo(3);
      assertThat(h.count(Outcome.PENDING_FULL)).isEqualTo(2);
    }
  }

  @Test
  void aFullQueueDropsAndCounts() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.queueCapacity = 2;
    try (Harness h = setup.start();
        CapturedLog log = CapturedLog.of(OpenStage.class)) {
      for (int i = 0; i < 5; i++) {
        h.send(h.newClient());
      }
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("admission.queue-capacity");
      assertThat(h.count(Outcome.QUEUE_FULL)).isEqualTo(3);
      assertThat(h.orchestrator.statistics().queued()).isEqualTo(2);
    }
  }

  @Test
  void atTheResidentLimitNewPeersAreRefusedAndASweepIsBroughtForward() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(2).build();
    try (Harness h = setup.start()) {
      h.sendAndRun(h.knownClient(1));
      h.sendAndRun(h.knownClient(2));
      TestPacket third = h.sendAndRun(h.knownClient(3));

      assertThat(third.outcome()).isEqualTo(PacketOutcome.NOT_EXAMINED);
      assertThat(h.count(Outcome.AT_CAPACITY)).isOne();
      assertThat(h.events(JitEvent.SweepCompleted.class)).hasSize(1);
    }
  }

  @Test
  void aConfigThatBreaksARuleIsRefusedWholeAndNotRemembered() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      PeerConfig greedy =
          PeerConfig.builder(client.publicKey())
              .allowedIp(IpPrefix.parse("10.0.0.1/32"))
              .allowedIp(IpPrefix.parse("0.0.0.0/0"))
              .build();
      h.control.put(greedy, Freshness.of(Duration.ofHours(1)));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.CONFIG_REFUSED)).isOne();
      assertThat(h.store.size()).isZero();
      assertThat(h.events(JitEvent.PeerRefused.class).get(0).reason()).contains("0.0.0.0/0");

      h.control.put(client.publicKey(), 1);
      h.time.advance(REKEY_TIMEOUT);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void aConfigThatWouldTakeAnotherPeersAddressIsRefused() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey victim = h.knownClient(1);
      h.sendAndRun(victim);
      PrivateKey thief = h.newClient();
      h.control.put(
          PeerConfig.builder(thief.publicKey()).allowedIp(IpPrefix.parse("10.0.0.0/24")).build(),
          Freshness.NONE);

      assertThat(h.sendAndRun(thief).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.CONFIG_REFUSED)).isOne();
      assertThat(h.events(JitEvent.PeerRefused.class).get(0).reason())
          .contains("10.0.0.0/24", "10.0.0.1/32", victim.publicKey().toString());
      assertThat(h.store.config(victim.publicKey()).orElseThrow().allowedIps()).hasSize(1);
    }
  }

  @Test
  void aConflictThatTheControlPlaneCorrectedIsNotHeldAgainstThePeer() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.sendAndRun(h.knownClient(1));
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1), Freshness.of(Duration.ofHours(1)));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 2), Freshness.of(Duration.ofHours(1)));
      h.time.advance(REKEY_TIMEOUT);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void twoPeersInOneBatchCannotClaimTheSameAddress() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey one = h.knownClient(1);
      PrivateKey other = h.knownClient(1);
      TestPacket first = h.send(one);
      TestPacket second = h.send(other);
      h.stages.runOpener();
      h.stages.runWriter();

      assertThat(List.of(first.outcome(), second.outcome()))
          .containsExactly(PacketOutcome.INSTALLED, PacketOutcome.REJECTED);
      assertThat(h.orchestrator.statistics().store().installBatches()).isOne();
    }
  }

  @Test
  void whatWaitsIsInstalledAsOneBatch() throws Exception {
    try (Harness h = Harness.setup().start()) {
      for (int i = 1; i <= 100; i++) {
        h.send(h.knownClient(i));
      }
      h.stages.runOpener();
      h.stages.runWriter();

      assertThat(h.store.size()).isEqualTo(100);
      assertThat(h.orchestrator.statistics().store().installBatches()).isOne();
    }
  }

  @Test
  void anExpiredConfigIsNotInstalled() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      PeerConfig expired =
          FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
              .expiresAt(h.time.wallTime())
              .build();
      h.control.put(expired, Freshness.NONE);

      h.sendAndRun(client);
      assertThat(h.count(Outcome.EXPIRED)).isOne();
      assertThat(h.store.size()).isZero();
    }
  }

  @Test
  void garbageAndForgeriesNeverReachTheControlPlane() throws Exception {
    try (Harness h = Harness.setup().start()) {
      byte[] valid = bytes(h.initiation(h.knownClient(1)));
      h.source.deliver(new TestPacket(new byte[0], h.time.nanoTime()));
      h.source.deliver(new TestPacket(new byte[148], h.time.nanoTime()));
      byte[] flipped = valid.clone();
      flipped[100] ^= 1;
      h.source.deliver(new TestPacket(flipped, h.time.nanoTime()));
      h.stages.runAll();

      assertThat(h.count(Outcome.NOT_AN_INITIATION)).isEqualTo(2);
      assertThat(h.count(Outcome.BAD_MAC1)).isOne();
      assertThat(h.control.questions()).isEmpty();
    }
  }

  @Test
  void everyPacketIsInExactlyOneCounter() throws Exception {
    try (Harness h = Harness.setup().start()) {
      for (int i = 1; i <= 20; i++) {
        PrivateKey client = i % 3 == 0 ? h.newClient() : h.knownClient(i);
        TestPacket packet = h.send(client);
        h.source.deliver(new TestPacket(bytes(packet), h.time.nanoTime()));
        h.source.deliver(new TestPacket(new byte[i], h.time.nanoTime()));
        if (i % 2 == 0) {
          h.stages.runAll();
        }
        h.send(client);
      }
      h.stages.runAll();

      JitStatistics statistics = h.orchestrator.statistics();
      assertThat(statistics.received()).isEqualTo(80);
      assertThat(statistics.outcomes().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(80);
      assertThat(statistics.listenerFailures()).isZero();
    }
  }

  private static void evict(Harness h, PrivateKey client) {
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    assertThat(h.store.contains(client.publicKey())).isFalse();
  }

  private static byte[] bytes(TestPacket packet) {
    byte[] bytes = new byte[packet.payload().remaining()];
    packet.payload().get(0, bytes);
    return bytes;
  }
}
