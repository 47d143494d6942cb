package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients whose clocks fall back, through a whole orchestrator. */
class ClocksFlowTest extends ClockScenario {
  @Test
  void aClockThatFellBackIsToldOnceAMinute() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.time.advance(RETRY);
      Tai64n newest = Tai64n.of(h.time.wallTime().plusMillis(1));
      assertInstalled(h.sendAndRun(client));
      int before = h.control.questions().size();

      for (int i = 0; i < 12; i++) {
        assertReplayed(h, fallenBack(h, client));
      }

      assertThat(h.events(JitEvent.PeerClockBehind.class))
          .containsExactly(
              new JitEvent.PeerClockBehind(
                  client.publicKey(), newest, Tai64n.of(Instant.parse("1970-01-01T00:00:35Z"))));
      assertThat(h.control.questions()).hasSize(before + 1);
      assertThat(h.control.lastQuestion().query().urgency()).isEqualTo(Urgency.BACKGROUND);
      assertThat(h.orchestrator.statistics().clocks().behind()).isEqualTo(12);
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();

      fallenBack(h, client);
      assertThat(h.events(JitEvent.PeerClockBehind.class)).hasSize(2);
      assertThat(h.control.questions()).hasSize(before + 2);
    }
  }

  @Test
  void aRecordingIsNoClockThatFellBack() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket first = h.sendAndRun(client);
      h.time.advance(Duration.ofMinutes(2));
      TestPacket second = h.sendAndRun(client);
      assertReplayed(h, recordingOf(h, first));
      assertReplayed(h, recordingOf(h, second));
      assertThat(h.count(Outcome.REPLAYED)).isEqualTo(2);
      assertThat(h.events(JitEvent.PeerClockBehind.class)).isEmpty();
      assertThat(h.orchestrator.statistics().clocks().behind()).isZero();
    }
  }

  @Test
  void aStrangersClockConcernsNobody() throws Exception {
    try (Harness h = start()) {
      PrivateKey stranger = h.newClient();
      h.sendAndRun(stranger);
      int before = h.control.questions().size();
      assertReplayed(h, fallenBack(h, stranger));
      assertThat(h.events(JitEvent.PeerClockBehind.class)).isEmpty();
      assertThat(h.control.questions()).hasSize(before);
      assertThat(h.orchestrator.statistics().clocks().behind()).isOne();
    }
  }

  @Test
  void forgettingLetsTheVeryNextInitiationIn() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket first = h.sendAndRun(client);
      h.time.advance(Duration.ofMinutes(2));
      TestPacket second = h.sendAndRun(client);
      assertReplayed(h, fallenBack(h, client));
      h.orchestrator.revoke(client.publicKey());
      assertReplayed(h, fallenBack(h, client));

      var forgotten = h.orchestrator.forgetTimestamp(client.publicKey());
      h.stages.runAll();
      assertThat(forgotten).isCompletedWithValue(true);
      assertReplayed(h, recordingOf(h, first));
      assertReplayed(h, recordingOf(h, second));
      assertInstalled(fallenBack(h, client));
      assertReplayed(h, recordingOf(h, first));
      assertReplayed(h, recordingOf(h, second));
      assertThat(fallenBack(h, client, REKEY).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.statistics().clocks().resets()).isOne();
    }
  }

  /** The kernel also remembers timestamps. */
  @Test
  void forgettingTakesThePeerOffTheDevice() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      assertReplayed(h, fallenBack(h, client));
      var forgotten = h.orchestrator.forgetTimestamp(client.publicKey());
      h.stages.runAll();
      assertThat(forgotten).isCompletedWithValue(true);
      assertThat(h.isResident(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.MANUAL));
      assertInstalled(fallenBack(h, client));
    }
  }

  /** Otherwise the device would refuse what the replay memory accepts. */
  @Test
  void aDeviceThatKeepsThePeerLeavesTheMemoryAsItIs() throws Exception {
    HookedStore[] store = new HookedStore[1];
    Harness.Setup setup = Harness.setup();
    setup.storeWrapper = real -> store[0] = new HookedStore(real);
    try (Harness h = setup.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      store[0].removeFailure = new StoreException("remove peers: Operation not permitted");
      var forgotten = h.orchestrator.forgetTimestamp(client.publicKey());
      h.stages.runAll();
      assertThat(forgotten)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withMessageContaining("not permitted");
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();
    }
  }

  @Test
  void nothingIsForgottenOfAKeyThatNeverCame() throws Exception {
    try (Harness h = start()) {
      var forgotten = h.orchestrator.forgetTimestamp(h.newClient().publicKey());
      h.stages.runAll();
      assertThat(forgotten).isCompletedWithValue(false);
      assertThat(h.orchestrator.statistics().clocks().resets()).isZero();
    }
  }

  @Test
  void aGreaterEpochLetsThatSameInitiationIn() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 3, false), Freshness.NONE);
      TestPacket first = h.sendAndRun(client);
      assertInstalled(first);
      assertReplayed(h, fallenBack(h, client));

      h.control.put(with(client, 4, false), Freshness.NONE);
      h.time.advance(Duration.ofMinutes(1));
      TestPacket letIn = fallenBack(h, client);
      assertInstalled(letIn);
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.MANUAL));
      assertReplayed(h, recordingOf(h, first));
      assertReplayed(h, recordingOf(h, letIn));
      assertThat(h.orchestrator.statistics().clocks().resets()).isOne();

      h.time.advance(Duration.ofMinutes(1));
      fallen = Instant.parse("1970-01-01T00:00:01Z");
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.orchestrator.statistics().clocks().resets()).as("acted on already").isOne();
    }
  }

  @Test
  void anEpochSeenByAFirstPacketActsToo() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, false), Freshness.NONE);
      TestPacket first = h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      h.control.put(with(client, 1, false), Freshness.NONE);
      h.time.advance(RETRY);
      assertInstalled(h.sendAndRun(client));
      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.orchestrator.statistics().clocks().resets()).isOne();
      assertReplayed(h, recordingOf(h, first));
      assertThat(h.events(JitEvent.PeerEvicted.class)).hasSize(1);
      assertInstalled(fallenBack(h, client));
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .as("the device remembers that its clock was right")
          .hasSize(2);
    }
  }

  /** The client gets no answer, perhaps because the device remembers a newer timestamp. */
  @Test
  void aPeerThatIsInstalledAgainLeavesTheDeviceFirst() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.control.put(with(client, 1, false), Freshness.NONE);
      for (int i = 0; i < 5; i++) {
        h.time.advance(RETRY);
        h.sendAndRun(client);
      }
      assertThat(h.events)
          .containsSubsequence(
              new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.MANUAL),
              new JitEvent.PeerInstalled(client.publicKey(), true));
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void anUnreliableClockMayFallBackIfThePolicySaysSo() throws Exception {
    try (Harness h = start(ReplayPolicy.ALLOW_CLOCK_RESET)) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, true), Freshness.NONE);
      TestPacket first = h.sendAndRun(client);
      TestPacket letIn = fallenBack(h, client);
      assertInstalled(letIn);
      assertThat(h.events(JitEvent.PeerEvicted.class)).hasSize(1);
      assertThat(fallenBack(h, client, REKEY).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);

      h.time.advance(Duration.ofMinutes(1));
      assertReplayed(h, recordingOf(h, first));
      assertReplayed(h, recordingOf(h, letIn));
      assertThat(h.events(JitEvent.PeerClockBehind.class)).hasSize(1);

      fallen = Instant.parse("1970-01-01T00:00:01Z");
      assertInstalled(fallenBack(h, client));
    }
  }

  @Test
  void neitherPolicyNorControlPlaneAloneIsEnough() throws Exception {
    try (Harness h = start(ReplayPolicy.ALLOW_CLOCK_RESET)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
    try (Harness h = start(ReplayPolicy.STRICT)) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, true), Freshness.NONE);
      h.sendAndRun(client);
      assertReplayed(h, fallenBack(h, client));
      assertThat(h.isResident(client.publicKey())).isTrue();
    }
  }

  @Test
  void aControlPlaneThatFailsLetsNobodyIn() throws Exception {
    try (Harness h = start(ReplayPolicy.ALLOW_CLOCK_RESET)) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, true), Freshness.NONE);
      h.sendAndRun(client);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      assertReplayed(h, fallenBack(h, client));
      h.control.answeringAtOnce();
      h.control.putNotFound(client.publicKey(), Duration.ZERO);
      h.time.advance(Duration.ofMinutes(1));
      assertReplayed(h, fallenBack(h, client));
    }
  }

  @Test
  void whatWaitsForTheControlPlaneIsCompletedOnClosing() throws Exception {
    TestPacket waiting;
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().closeDeadline(Duration.ZERO).build();
    try (Harness h = setup.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.control.answeringByHand();
      waiting = fallenBack(h, client);
      assertThat(waiting.outcome()).isNull();
    }
    assertThat(waiting.outcome()).isEqualTo(PacketOutcome.REJECTED);
  }

  /**
   * An operator removed and re-added the peer: its data plane has forgotten the timestamps and
   * judges by itself.
   */
  @Test
  void somebodyElsesPeerIsNotRefusedByOurMemory() throws Exception {
    try (Harness h = start()) {
      PrivateKey theirs = h.newClient();
      h.store.install(List.of(FakePeerConfigSource.config(theirs.publicKey(), 7)));
      var swept = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(swept).isCompleted();
      TestPacket first = h.sendAndRun(theirs);
      assertThat(first.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(fallenBack(h, theirs).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(recordingOf(h, first).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.count(Outcome.REPLAYED)).isZero();

      var forgotten = h.orchestrator.forgetTimestamp(theirs.publicKey());
      h.stages.runAll();
      assertThat(forgotten).isCompletedWithValue(true);
      assertThat(h.isResident(theirs.publicKey())).as("not ours to take off").isTrue();
    }
  }
}
