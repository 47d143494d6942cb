package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;

/** Shared code of tests of clients with wrong clocks. */
abstract class ClockScenario {
  static final Duration RETRY = Duration.ofSeconds(5);
  static final Duration REKEY = Duration.ofMinutes(2);

  Instant fallen = Instant.parse("1970-01-01T00:00:30Z");

  /** A setup in which every question is about a clock. */
  private static Harness.Setup setup() {
    Harness.Setup setup = Harness.setup();
    setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    return setup;
  }

  static Harness start() throws Exception {
    return setup().start();
  }

  static Harness start(ReplayPolicy policy) throws Exception {
    Harness.Setup setup = setup();
    setup.replay = ReplayOptions.builder().policy(policy).build();
    return setup.start();
  }

  /** Delivers an initiation of a client whose clock fell back, and runs everything. */
  TestPacket fallenBack(Harness h, PrivateKey client) {
    return fallenBack(h, client, RETRY);
  }

  TestPacket fallenBack(Harness h, PrivateKey client, Duration later) {
    h.time.advance(later);
    fallen = fallen.plus(later);
    return deliver(h, h.initiation(client, Tai64n.of(fallen)));
  }

  static TestPacket deliver(Harness h, TestPacket packet) {
    h.source.deliver(packet);
    h.stages.runAll();
    return packet;
  }

  /** Delivers the datagram of a packet again, after the duplicate filter has forgotten it. */
  static TestPacket recordingOf(Harness h, TestPacket packet) {
    h.time.advance(RETRY);
    byte[] datagram = new byte[packet.payload().remaining()];
    packet.payload().duplicate().get(datagram);
    return deliver(h, new TestPacket(datagram, Harness.CLIENT, h.time.nanoTime()));
  }

  static void assertInstalled(TestPacket packet) {
    assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
  }

  static void assertReplayed(Harness h, TestPacket packet) {
    assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
    assertThat(h.count(Outcome.REPLAYED)).isPositive();
  }

  static PeerConfig with(PrivateKey client, long epoch, boolean unreliable) {
    return FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
        .timestampEpoch(epoch)
        .clockUnreliable(unreliable)
        .build();
  }
}
