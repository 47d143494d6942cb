package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Keys that the control plane once knew go before unknown ones. */
class StrangersFlowTest {
  private static final Duration ANSWERING = Duration.ofMillis(200);

  /** Evicted clients, whose newest timestamps the replay memory protects. */
  private static List<PrivateKey> evicted(Harness h, int count, Freshness freshness) {
    List<PrivateKey> clients = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      PrivateKey client = h.newClient();
      h.control.put(FakePeerConfigSource.config(client.publicKey(), i), freshness);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      clients.add(client);
    }
    return clients;
  }

  private static TestPacket stranger(Harness h, int number) {
    byte[] initiation =
        FakeClient.of(h.newClient(), h.gateway.publicKey(), h.random)
            .initiation(Tai64n.of(h.time.wallTime()), number);
    InetSocketAddress from = new InetSocketAddress("203.0.113.9", 40000);
    TestPacket packet = h.source.deliver(new TestPacket(initiation, from, h.time.nanoTime()));
    h.stages.runAll();
    return packet;
  }

  private static void answeringIn(Harness h, Map<PublicKey, Integer> known) {
    h.control.answering(
        key -> {
          CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
          Integer n = known.get(key);
          PeerLookup says =
              n == null
                  ? PeerLookup.notFound(Duration.ZERO)
                  : PeerLookup.found(FakePeerConfigSource.config(key, n), Freshness.NONE);
          h.time.schedule(() -> answer.complete(says), ANSWERING);
          return answer;
        });
  }

  /**
   * Before the fix, 1,500 keys a second from one stranger ended every known client in
   * LOOKUP_TIMEOUT.
   */
  @Test
  void aFloodOfStrangersKeysDoesNotDelayAKnownClientsFirstPacket() throws Exception {
    try (Harness h = Harness.setup().start()) {
      List<PrivateKey> clients = evicted(h, 7, Freshness.NONE);
      Map<PublicKey, Integer> known = new HashMap<>();
      for (int i = 0; i < clients.size(); i++) {
        known.put(clients.get(i).publicKey(), i + 1);
      }
      answeringIn(h, known);
      Map<TestPacket, Long> sent = new HashMap<>();
      Map<TestPacket, Long> took = new HashMap<>();
      for (int i = 0; i < 7_000; i++) {
        stranger(h, i);
        if (i % 1_000 == 999) {
          TestPacket packet = h.initiation(clients.get(i / 1_000));
          sent.put(packet, h.time.nanoTime());
          packet.whenCompleted(() -> took.put(packet, h.time.nanoTime() - sent.get(packet)));
          h.source.deliver(packet);
        }
        h.time.advance(Duration.ofNanos(1_000_000_000 / 1_500));
        h.stages.runAll();
      }
      for (int i = 0; i < 500; i++) {
        h.time.advance(Duration.ofMillis(10));
        h.stages.runAll();
      }

      assertThat(sent.keySet())
          .hasSize(7)
          .allMatch(packet -> packet.outcome() == PacketOutcome.INSTALLED);
      assertThat(took.values()).allMatch(nanos -> nanos <= 2 * ANSWERING.toNanos());
      assertThat(h.count(Outcome.LOOKUP_TIMEOUT)).isZero();
      assertThat(h.count(Outcome.PENDING_FULL)).as("strangers at once").isPositive();
      assertThat(h.orchestrator.statistics().pending()).isZero();
    }
  }

  @Test
  void aKnownClientIsNeverRefusedForRoomBecauseOfStrangers() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxPending(8).build();
    try (Harness h = setup.start()) {
      PrivateKey cached = evicted(h, 1, Freshness.of(Duration.ofHours(1))).get(0);
      h.control.answeringByHand();
      for (int i = 0; i < 20; i++) {
        stranger(h, i);
      }
      assertThat(h.orchestrator.statistics().pending()).isLessThanOrEqualTo(4);
      assertThat(h.count(Outcome.PENDING_FULL)).isGreaterThanOrEqualTo(16);

      assertThat(h.sendAndRun(cached).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void strangersOnTheirWayInAreNotCountedAsResidents() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(2).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      for (int i = 0; i < 20; i++) {
        stranger(h, i);
      }
      PrivateKey client = h.newClient();
      TestPacket packet = h.sendAndRun(client);
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.count(Outcome.AT_CAPACITY)).isZero();
      assertThat(h.events(JitEvent.SweepCompleted.class)).isEmpty();
    }
  }

  /**
   * Of three strangers that are found for two places, the third is refused, although none had
   * reserved a place.
   */
  @Test
  void thereAreNeverMoreResidentsThanMayBe() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(2).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      List<PrivateKey> clients = List.of(h.newClient(), h.newClient(), h.newClient());
      clients.forEach(h::sendAndRun);
      for (int i = 0; i < 3; i++) {
        h.control
            .questions()
            .get(i)
            .found(FakePeerConfigSource.config(clients.get(i).publicKey(), i));
      }
      h.stages.runAll();
      assertThat(h.store.size()).isEqualTo(2);
      assertThat(h.count(Outcome.AT_CAPACITY)).isOne();
    }
  }
}
