package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Clients whose clocks run ahead, through a whole orchestrator. */
class FutureClocksFlowTest extends ClockScenario {
  @Test
  void aClientThatWasIn2100IsAnsweredAtOnceWhenItsClockIsRight() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      Tai64n future = Tai64n.of(Instant.parse("2100-01-01T00:00:00Z"));
      TestPacket in2100 = deliver(h, h.initiation(client, future));
      assertInstalled(in2100);
      h.time.advance(RETRY);

      assertInstalled(h.sendAndRun(client));
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .as("the device remembers 2100")
          .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.MANUAL));
      assertReplayed(h, recordingOf(h, in2100));
      h.time.advance(REKEY);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertReplayed(h, recordingOf(h, in2100));
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .filteredOn(evicted -> evicted.cause() == EvictionCause.MANUAL)
          .hasSize(1);
    }
  }

  /**
   * The client has forgotten its older initiation, whichever of the two has the older timestamp.
   */
  @Test
  void aClockThatIsSetWhileThePeerIsOnItsWayInIsFollowed() throws Exception {
    try (Harness h = start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      Tai64n future = Tai64n.of(Instant.parse("2100-01-01T00:00:00Z"));
      TestPacket in2100 = deliver(h, h.initiation(client, future));
      h.time.advance(Duration.ofSeconds(1));
      TestPacket right = h.sendAndRun(client);
      assertThat(in2100.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.SUPERSEDED)).isOne();
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();
      assertInstalled(right);
    }
  }

  @Test
  void theRightTimestampOfAnEvictedClientIsAcceptedAfter2100() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      Tai64n future = Tai64n.of(Instant.parse("2100-01-01T00:00:00Z"));
      TestPacket in2100 = deliver(h, h.initiation(client, future));
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      assertReplayed(h, recordingOf(h, in2100));
      assertInstalled(h.sendAndRun(client));
    }
  }
}
