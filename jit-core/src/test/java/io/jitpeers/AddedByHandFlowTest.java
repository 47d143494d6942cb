package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Peers that another program adds while a source holds packets until their outcome is known. */
class AddedByHandFlowTest {
  private final RaceRig.Rig rig = new RaceRig.Rig();
  private final AtomicInteger listings = new AtomicInteger();

  private Harness start() throws StoreException {
    Harness h = rig.start();
    h.source.holdingPackets();
    h.orchestrator.pauseEviction();
    rig.store.beforeGiving = listings::incrementAndGet;
    return h;
  }

  @Test
  void isAnsweredAtOnce() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      add(h, client);

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(listings).hasValue(1);
      assertThat(h.control.questions()).as("nobody asks about it again").hasSize(1);
    }
  }

  @Test
  void aStrangerIsRefusedAfterALook() throws Exception {
    try (Harness h = start()) {
      assertThat(h.sendAndRun(h.newClient()).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.NOT_FOUND)).isOne();
      assertThat(listings).hasValue(1);
    }
  }

  /** For example, an operator removes and re-adds a peer whose clock fell back. */
  @Test
  void itsReplayMemoryIsTheDataPlanes() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      add(h, client);
      h.pass(Duration.ofSeconds(2));
      Tai64n older = Tai64n.of(Instant.parse("2001-01-01T00:00:00Z"));

      TestPacket packet = h.source.deliver(h.initiation(client, older));
      h.stages.runAll();
      assertThat(packet.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
    }
  }

  /**
   * A listing costs more the more peers the device has, while strange keys cost their sender
   * nothing.
   */
  @Test
  void aFloodOfStrangersIsAListingASecond() throws Exception {
    try (Harness h = start()) {
      for (int i = 0; i < 500; i++) {
        assertThat(h.sendAndRun(h.newClient()).outcome()).isEqualTo(PacketOutcome.REJECTED);
        h.time.advance(Duration.ofMillis(10));
        if (i == 250) {
          add(h, h.newClient());
        }
      }
      // 5.5 s have passed.
      assertThat(listings.get()).isBetween(5, 6);
    }
  }

  @Test
  void inAFloodItIsAnsweredAtItsNextTry() throws Exception {
    try (Harness h = start()) {
      h.sendAndRun(h.newClient());
      PrivateKey client = h.newClient();
      add(h, client);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      h.pass(Duration.ofSeconds(5));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
    }
  }

  @Test
  void allWhoAskMeanwhileShareALook() throws Exception {
    try (Harness h = start()) {
      List<TestPacket> packets = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        PrivateKey client = h.newClient();
        add(h, client);
        packets.add(h.send(client));
      }
      h.stages.runOpener();
      assertThat(packets).extracting(TestPacket::outcome).containsOnlyNulls();
      h.stages.runAll();
      assertThat(packets)
          .extracting(TestPacket::outcome)
          .containsOnly(PacketOutcome.ALREADY_RESIDENT);
      assertThat(listings).hasValue(1);
    }
  }

  @Test
  void aSlowLookTakesATwentiethOfTheTime() throws Exception {
    try (Harness h = start()) {
      rig.store.afterListing = () -> h.time.advance(Duration.ofMillis(400));
      for (int i = 0; i < 160; i++) {
        h.sendAndRun(h.newClient());
        h.time.advance(Duration.ofMillis(100));
      }
      assertThat(listings).hasValue(3);
    }
  }

  @Test
  void nobodyWaitsForAListingThatDoesNotEnd() throws Exception {
    try (Harness h = start()) {
      TestPacket waiting = h.send(h.newClient());
      h.stages.runOpener();
      assertThat(waiting.outcome()).isNull();
      h.time.advance(Duration.ofSeconds(3));
      assertThat(waiting.outcome()).isEqualTo(PacketOutcome.REJECTED);
      TestPacket next = h.send(h.newClient());
      h.stages.runOpener();
      assertThat(next.outcome()).isEqualTo(PacketOutcome.REJECTED);
    }
  }

  @Test
  void aListingThatFailsRefusesAndIsTriedAgain() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      add(h, client);
      rig.store.listFailure = new StoreException("list the peers: on purpose");
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
      rig.store.listFailure = null;
      h.time.advance(Duration.ofSeconds(1));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
    }
  }

  @Test
  void closingAnswersWhoWaits() throws Exception {
    Harness h = start();
    TestPacket waiting = h.send(h.newClient());
    h.stages.runOpener();
    h.close();
    assertThat(waiting.outcome()).isEqualTo(PacketOutcome.REJECTED);
  }

  @Test
  void aSourceThatWatchesNeedsNoLook() throws Exception {
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      rig.store.beforeGiving = listings::incrementAndGet;
      assertThat(h.sendAndRun(h.newClient()).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(listings).hasValue(0);
    }
  }

  /**
   * Only a sweep's listing may find that a peer is gone. Other listings are too frequent to prove
   * it.
   */
  @Test
  void aLookTakesNobodyOut() throws Exception {
    try (Harness h = start()) {
      PrivateKey resident = h.knownClient(1);
      h.sendAndRun(resident);
      rig.store.hidden = resident.publicKey();
      for (int i = 0; i < 5; i++) {
        h.sendAndRun(h.newClient());
        h.time.advance(Duration.ofSeconds(2));
      }
      assertThat(listings).hasValue(5);
      assertThat(h.isResident(resident.publicKey())).isTrue();
    }
  }

  private static void add(Harness h, PrivateKey client) throws StoreException {
    int number = 1 + h.store.size();
    PeerConfig config =
        PeerConfig.builder(client.publicKey())
            .allowedIp(IpPrefix.parse("10.200.0." + number + "/32"))
            .build();
    assertThat(h.store.install(List.of(config)).failures()).isEmpty();
  }
}
