package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualOutboundSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Packets from the private side, from their source to the store. */
class WakeUpFlowTest {
  private static final InetSocketAddress ROAMED = new InetSocketAddress("203.0.113.9", 41_000);

  private static Harness start() throws StoreException {
    return start(WakeUpOptions.defaults());
  }

  private static Harness start(WakeUpOptions options) throws StoreException {
    Harness.Setup setup = Harness.setup();
    setup.wakeUp = options;
    return setup.start();
  }

  /** Connects a client at 10.0.0.1 and evicts it. */
  private static PublicKey evictedClient(Harness h) {
    PrivateKey client = h.knownClient(1);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    evict(h, client.publicKey());
    return client.publicKey();
  }

  private static void evict(Harness h, PublicKey key) {
    var removal = h.orchestrator.evict(key);
    h.stages.runAll();
    assertThat(removal).isCompletedWithValue(true);
  }

  private static ManualOutboundSource.Delivery deliver(Harness h, String address) {
    ManualOutboundSource.Delivery packet = h.outbound.deliver(address);
    h.stages.runAll();
    return packet;
  }

  private static long count(Harness h, WakeUpOutcome outcome) {
    return h.orchestrator.statistics().count(outcome);
  }

  @Test
  void aPacketBringsAnEvictedPeerBackWhereItWasLastHeardFrom() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      ManualOutboundSource.Delivery packet = deliver(h, "10.0.0.1");
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(h.isResident(key)).isTrue();
      assertThat(h.store.status(key).orElseThrow().endpoint()).isEqualTo(Harness.CLIENT);
      assertThat(count(h, WakeUpOutcome.WOKEN)).isOne();
      assertThat(h.events(JitEvent.PeerWoken.class)).containsExactly(new JitEvent.PeerWoken(key));
      assertThat(h.events(JitEvent.PeerInstalled.class)).hasSize(2);
      // Packets from the network are counted separately.
      assertThat(h.orchestrator.statistics().received()).isOne();
      assertThat(h.count(Outcome.INSTALLED)).isOne();
    }
  }

  @Test
  void aRoamedEndpointIsKnownFromTheLastListing() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), ROAMED);
      h.time.advance(Duration.ofMinutes(2));
      h.stages.runAll();
      evict(h, client.publicKey());
      deliver(h, "10.0.0.1");
      assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(ROAMED);
    }
  }

  @Test
  void packetsToResidentPeersAndToNobodyCauseNothing() throws Exception {
    try (Harness h = start()) {
      h.sendAndRun(h.knownClient(1));
      int asked = h.control.questions().size();
      for (int i = 0; i < 3; i++) {
        assertThat(deliver(h, "10.0.0.1").isRetained()).isFalse();
        assertThat(deliver(h, "10.0.0.2").isRetained()).isFalse();
        assertThat(deliver(h, "2001:db8::1").isRetained()).isFalse();
      }
      assertThat(count(h, WakeUpOutcome.RESIDENT)).isEqualTo(3);
      assertThat(count(h, WakeUpOutcome.UNKNOWN)).isEqualTo(6);
      assertThat(h.control.questions()).hasSize(asked);
      assertThat(h.store.size()).isOne();
      assertThat(h.orchestrator.statistics().sources()).containsKey("manual-outbound");
    }
  }

  @Test
  void anAddressThatNobodyHeldIsLookedAtAgainWhenItGetsAHolder() throws Exception {
    try (Harness h = start()) {
      assertThat(deliver(h, "10.0.0.1").isRetained()).isFalse();
      evictedClient(h);
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.WOKEN);
    }
  }

  @Test
  void withoutASourceNothingIsRemembered() throws Exception {
    try (Harness h = Harness.setup().start()) {
      evictedClient(h);
      assertThat(h.outbound.isStarted()).isFalse();
      assertThat(h.orchestrator.statistics().wakeUps())
          .isEqualTo(StatisticsSnapshot.WakeUpCounts.NONE);
    }
  }

  @Test
  void theSourceIsClosedWithTheOrchestrator() throws Exception {
    Harness h = start();
    h.control.answeringByHand();
    PublicKey unused = remembered(h);
    ManualOutboundSource.Delivery packet = deliver(h, "10.0.0.1");
    h.close();
    assertThat(h.outbound.isClosed()).isTrue();
    assertThat(packet.outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
    assertThat(count(h, WakeUpOutcome.FAILED)).isOne();
  }

  /** Connects and evicts a client; from then on, the test answers for the control plane. */
  private static PublicKey remembered(Harness h) {
    h.control.answeringAtOnce();
    PublicKey key = evictedClient(h);
    h.control.answeringByHand();
    return key;
  }

  @Test
  void furtherPacketsAndInitiationsJoinTheFlight() throws Exception {
    try (Harness h = start()) {
      h.control.answeringAtOnce();
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      evict(h, client.publicKey());
      h.control.answeringByHand();
      int asked = h.control.questions().size();

      ManualOutboundSource.Delivery first = deliver(h, "10.0.0.1");
      ManualOutboundSource.Delivery second = deliver(h, "10.0.0.1");
      TestPacket initiation = h.sendAndRun(client);
      assertThat(h.control.questions()).hasSize(asked + 1);
      assertThat(count(h, WakeUpOutcome.JOINED)).isOne();
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(first.outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(second.outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(initiation.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(count(h, WakeUpOutcome.WOKEN)).isOne();
      assertThat(h.orchestrator.statistics().pending()).isZero();
    }
  }

  @Test
  void aPacketThatJoinsAnInitiationFindsAnEndpoint() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      evict(h, client.publicKey());
      h.control.answeringByHand();
      TestPacket initiation = h.sendAndRun(client);
      ManualOutboundSource.Delivery packet = deliver(h, "10.0.0.1");
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();
      assertThat(initiation.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint())
          .isEqualTo(Harness.CLIENT);
    }
  }

  @Test
  void wakeUpsAreRateLimited() throws Exception {
    try (Harness h = start(WakeUpOptions.builder().rate(1).burst(1).build())) {
      for (int n = 1; n <= 3; n++) {
        PrivateKey client = h.knownClient(n);
        h.sendAndRun(client);
        evict(h, client.publicKey());
      }
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(deliver(h, "10.0.0.2").isRetained()).isFalse();
      assertThat(count(h, WakeUpOutcome.RATE_LIMITED)).isOne();
      h.time.advance(Duration.ofSeconds(1));
      assertThat(deliver(h, "10.0.0.2").outcome()).isEqualTo(OutboundOutcome.WOKEN);
    }
  }

  @Test
  void aPeerThatDoesNotConfirmIsLeftAloneForLonger() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      deliver(h, "10.0.0.1");
      evict(h, key);
      h.time.advance(Duration.ofMillis(4_999));
      deliver(h, "10.0.0.1");
      assertThat(count(h, WakeUpOutcome.PAUSED)).isOne();
      h.time.advance(Duration.ofMillis(1));
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.WOKEN);
      evict(h, key);
      h.time.advance(Duration.ofSeconds(9));
      deliver(h, "10.0.0.1");
      assertThat(count(h, WakeUpOutcome.PAUSED)).isEqualTo(2);
      h.time.advance(Duration.ofSeconds(1));
      deliver(h, "10.0.0.1");
      assertThat(count(h, WakeUpOutcome.WOKEN)).isEqualTo(3);
    }
  }

  @Test
  void aWokenPeerThatDoesNotConfirmGoesSoon() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      deliver(h, "10.0.0.1");
      h.time.advance(ProvisioningOptions.defaults().confirmationTime().plusSeconds(1));
      h.stages.runAll();
      assertThat(h.isResident(key)).isFalse();
    }
  }

  @Test
  void aHandshakeConfirmsAWakeUp() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      deliver(h, "10.0.0.1");
      h.store.handshakeCompleted(key, Harness.CLIENT);
      var unused = h.orchestrator.evictNow();
      h.stages.runAll();
      evict(h, key);
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.WOKEN);
    }
  }

  @Test
  void aRevokedPeerIsNotWoken() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      var unused = h.orchestrator.revoke(key);
      h.stages.runAll();
      assertThat(deliver(h, "10.0.0.1").isRetained()).isFalse();
      assertThat(count(h, WakeUpOutcome.UNKNOWN)).isOne();
      assertThat(h.orchestrator.statistics().wakeUps().remembered()).isZero();
    }
  }

  @Test
  void aPeerRevokedOnItsWayInIsNotInstalled() throws Exception {
    try (Harness h = start()) {
      PublicKey key = remembered(h);
      ManualOutboundSource.Delivery packet = deliver(h, "10.0.0.1");
      var unused = h.orchestrator.revoke(key);
      h.stages.runAll();
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
      assertThat(count(h, WakeUpOutcome.REFUSED)).isOne();
      assertThat(h.store.size()).isZero();
    }
  }

  @Test
  void aPeerThatTheControlPlaneNoLongerKnowsIsForgotten() throws Exception {
    try (Harness h = start()) {
      PublicKey key = remembered(h);
      ManualOutboundSource.Delivery packet = deliver(h, "10.0.0.1");
      h.control.lastQuestion().notFound();
      h.stages.runAll();
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
      assertThat(count(h, WakeUpOutcome.REFUSED)).isOne();
      assertThat(h.events(JitEvent.PeerRefused.class).get(0).key()).isEqualTo(key);
      deliver(h, "10.0.0.1");
      assertThat(count(h, WakeUpOutcome.UNKNOWN)).isOne();
    }
  }

  @Test
  void whileTheControlPlaneIsDownNobodyIsWoken() throws Exception {
    try (Harness h = start()) {
      evictedClient(h);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
      assertThat(count(h, WakeUpOutcome.FAILED)).isOne();
      h.control.answeringAtOnce();
      h.time.advance(WakeUpOptions.DEFAULT_PAUSE);
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.WOKEN);
    }
  }

  @Test
  void aFullGatewayWakesNobody() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.wakeUp = WakeUpOptions.defaults();
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(1).build();
    try (Harness h = setup.start()) {
      evictedClient(h);
      h.sendAndRun(h.knownClient(2));
      assertThat(deliver(h, "10.0.0.1").outcome()).isEqualTo(OutboundOutcome.NOT_WOKEN);
      assertThat(count(h, WakeUpOutcome.AT_CAPACITY)).isOne();
    }
  }

  @Test
  void anAddressThatNowBelongsToAnotherResidentPeerIsThatPeers() throws Exception {
    try (Harness h = start()) {
      evictedClient(h);
      h.sendAndRun(h.knownClient(1));
      assertThat(deliver(h, "10.0.0.1").isRetained()).isFalse();
      assertThat(count(h, WakeUpOutcome.RESIDENT)).isOne();
    }
  }

  @Test
  void aWakeUpLeavesTheReplayMemoryAlone() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket recorded = h.initiation(client);
      h.source.deliver(recorded);
      h.stages.runAll();
      evict(h, client.publicKey());
      deliver(h, "10.0.0.1");
      evict(h, client.publicKey());
      // Later than the window in which it would count as a duplicate of the first.
      h.time.advance(Duration.ofSeconds(2));
      byte[] bytes = new byte[recorded.payload().remaining()];
      recorded.payload().get(recorded.payload().position(), bytes);
      TestPacket replayed =
          h.source.deliver(new TestPacket(bytes, Harness.CLIENT, h.time.nanoTime()));
      h.stages.runAll();
      assertThat(replayed.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.REPLAYED)).isOne();
    }
  }

  @Test
  void aTruncatedPacketWakesItsPeerToo() throws Exception {
    try (Harness h = start()) {
      PublicKey key = evictedClient(h);
      ManualOutboundSource.Delivery packet =
          h.outbound.deliver(new ManualOutboundSource.Delivery("10.0.0.1", false));
      h.stages.runAll();
      assertThat(packet.outcome()).isEqualTo(OutboundOutcome.WOKEN);
      assertThat(h.store.status(key).orElseThrow().endpoint()).isEqualTo(Harness.CLIENT);
    }
  }
}
