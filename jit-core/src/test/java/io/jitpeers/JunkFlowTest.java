package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets of strangers do not end, delay or displace clients' peers. */
class JunkFlowTest {
  private final Harness.Setup setup = Harness.setup();

  /** Anybody who knows the gateway's public key can send such packets, with any source address. */
  @Test
  void junkWithAClientsAddressDoesNotKeepTheClientFromBeingJudged() throws Exception {
    setup.admission = AdmissionOptions.defaults();
    try (Harness h = setup.start()) {
      PrivateKey client = established(h);
      for (int second = 0; second < 10; second++) {
        junk(h, 172, Harness.CLIENT, Duration.ofSeconds(1));
        // INSTALLED means that the peer was installed again, because it seems to get no answer.
        assertThat(h.sendAndRun(client).outcome())
            .isIn(PacketOutcome.ALREADY_RESIDENT, PacketOutcome.INSTALLED);
      }
      assertThat(h.count(Outcome.SOURCE_RATE_LIMITED)).isZero();
      assertThat(h.count(Outcome.BAD_TIMESTAMP)).isEqualTo(1_720);
    }
  }

  @Test
  void whatIsOverALimitIsNotTakenForAForgery() throws Exception {
    setup.admission =
        AdmissionOptions.builder().perSourceRate(1).perSourceBurst(1).residentRate(2).build();
    try (Harness h = setup.start()) {
      PrivateKey client = established(h);
      List<PacketOutcome> told = new ArrayList<>();
      for (int second = 0; second < 10; second++) {
        junk(h, 20, Harness.CLIENT, Duration.ofSeconds(1));
        told.add(h.sendAndRun(client).outcome());
      }
      assertThat(told)
          .contains(PacketOutcome.NOT_EXAMINED)
          .doesNotContain(PacketOutcome.REJECTED, PacketOutcome.FAILED);
      assertThat(h.count(Outcome.SOURCE_RATE_LIMITED)).isGreaterThan(100);
    }
  }

  /** The packets come from different addresses, so that only the global limit stops them. */
  @Test
  void aKnownClientThatComesBackGoesBeforeAFlood() throws Exception {
    setup.admission =
        AdmissionOptions.builder()
            .perSourceRate(5)
            .perSourceBurst(5)
            .globalRate(50)
            .globalBurst(40)
            .build();
    try (Harness h = setup.start()) {
      PrivateKey client = established(h);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      assertThat(h.isResident(client.publicKey())).isFalse();

      for (int i = 0; i < 200; i++) {
        junk(h, 1, new InetSocketAddress("203.0.113." + i, 7), Duration.ofMillis(1));
      }
      assertThat(h.count(Outcome.GLOBAL_RATE_LIMITED)).isGreaterThan(100);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      TestPacket stranger =
          h.source.deliver(
              h.initiation(h.knownClient(2), new InetSocketAddress("203.0.113.250", 7)));
      assertThat(stranger.outcome()).isEqualTo(PacketOutcome.NOT_EXAMINED);
    }
  }

  @Test
  void aKnownClientDoesNotWaitInLineBehindAFlood() throws Exception {
    setup.queueCapacity = 8;
    try (Harness h = setup.start()) {
      PrivateKey client = established(h);
      List<TestPacket> flood = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        flood.add(h.source.deliver(impostor(h, new InetSocketAddress("203.0.113." + i, 7))));
      }
      TestPacket known = h.send(client);

      assertThat(h.count(Outcome.QUEUE_FULL)).isOne();
      assertThat(flood.get(7).outcome()).as("the newest").isEqualTo(PacketOutcome.NOT_EXAMINED);
      assertThat(known.outcome()).isNull();
      h.stages.runAll();
      assertThat(known.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.statistics().queued()).isZero();
    }
  }

  /** The control plane may know none of them, so they reserve no place on the device. */
  @Test
  void strangersOnTheirWayInDoNotFillTheDevice() throws Exception {
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(5).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      for (int i = 0; i < 100; i++) {
        h.sendAndRun(h.newClient());
        h.pass(Duration.ofMillis(20));
      }
      assertThat(h.count(Outcome.AT_CAPACITY)).isZero();
      assertThat(h.events(JitEvent.SweepCompleted.class)).isEmpty();
    }
  }

  @Test
  void noMoreAreInstalledThanMayBe() throws Exception {
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(3).build();
    try (Harness h = setup.start()) {
      List<TestPacket> packets = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        packets.add(h.send(h.knownClient(i)));
      }
      h.stages.runAll();

      assertThat(packets)
          .extracting(TestPacket::outcome)
          .containsOnly(PacketOutcome.INSTALLED, PacketOutcome.NOT_EXAMINED);
      assertThat(h.count(Outcome.INSTALLED)).isEqualTo(3);
      assertThat(h.count(Outcome.AT_CAPACITY)).isEqualTo(7);
      assertThat(h.store.size()).isEqualTo(3);

      // Pending strangers released what they had reserved.
      h.orchestrator.snapshot().hotSet().forEach(peer -> h.orchestrator.evict(peer.key()));
      h.stages.runAll();
      assertThat(h.sendAndRun(h.knownClient(11)).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void whoeverKnocksAtAFullDeviceBringsSweepsForwardMoreAndMoreSeldom() throws Exception {
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(1).build();
    try (Harness h = setup.start()) {
      h.sendAndRun(h.knownClient(1));
      for (int i = 0; i < 55; i++) {
        h.sendAndRun(h.knownClient(2 + i));
        h.pass(Duration.ofSeconds(1));
      }
      // Sweeps run at 0, 10 and 30 s, and on the schedule.
      assertThat(h.events(JitEvent.SweepCompleted.class)).hasSizeBetween(3, 5);
    }
  }

  private static PrivateKey established(Harness h) {
    PrivateKey client = h.knownClient(1);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    h.orchestrator.evictNow();
    h.stages.runAll();
    h.pass(Duration.ofSeconds(20));
    return client;
  }

  private static void junk(Harness h, int packets, InetSocketAddress from, Duration within) {
    for (int i = 0; i < packets; i++) {
      h.time.advance(within.dividedBy(packets));
      h.source.deliver(impostor(h, from));
      h.stages.runAll();
    }
  }

  private static TestPacket impostor(Harness h, InetSocketAddress from) {
    byte[] payload =
        FakeClient.impostor(h.gateway.publicKey(), h.gateway.publicKey(), h.random)
            .initiation(Tai64n.of(h.time.wallTime()), h.random.nextInt());
    return new TestPacket(payload, from, h.time.nanoTime());
  }
}
