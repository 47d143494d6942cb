package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.explain.Prospect;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Explanations of why a peer can or cannot connect, by a whole orchestrator. */
class ExplainFlowTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static PeerExplanation explain(Harness h, PrivateKey client) {
    return h.orchestrator.explain(client.publicKey());
  }

  private static Prospect prospect(Harness h, PrivateKey client) {
    return explain(h, client).next().prospect();
  }

  private static PrivateKey cachedClient(Harness h, int n) {
    PrivateKey client = h.newClient();
    PeerConfig config = FakePeerConfigSource.config(client.publicKey(), n);
    h.control.put(config, new Freshness(HOUR, HOUR));
    return client;
  }

  private static void evict(Harness h, PrivateKey client) {
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
  }

  @Test
  void ofAPeerOnTheDevice() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      byte[] secret = new byte[32];
      secret[0] = 99;
      PresharedKey preshared = PresharedKey.ofBytes(secret);
      PeerConfig config =
          FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
              .presharedKey(preshared)
              .build();
      h.control.put(config, Freshness.of(HOUR));
      h.sendAndRun(client);
      Instant installed = h.time.wallTime();
      h.time.advance(Duration.ofSeconds(7));

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.key()).isEqualTo(client.publicKey());
      assertThat(explanation.at()).isEqualTo(h.time.wallTime());
      assertThat(explanation.resident().orElseThrow().sinceInstalled())
          .isEqualTo(Duration.ofSeconds(7));
      assertThat(explanation.deviceAllowedIps()).isEqualTo(config.allowedIps());
      assertThat(explanation.provisioning()).isFalse();
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.RESIDENT_WITHOUT_HANDSHAKE);
      assertThat(explanation.initiations())
          .singleElement()
          .satisfies(
              initiation -> {
                assertThat(initiation.outcome()).isEqualTo(Outcome.INSTALLED);
                assertThat(initiation.count()).isOne();
                assertThat(initiation.first()).isEqualTo(installed);
                assertThat(initiation.latest()).isEqualTo(installed);
                assertThat(initiation.source()).isEqualTo(Harness.CLIENT);
                assertThat(initiation.clockDifference()).contains(Duration.ZERO);
              });
      assertThat(explanation.newestTimestampAhead().orElseThrow())
          .isEqualTo(Duration.ofSeconds(-7));
      LastAnswer answer = explanation.answer().orElseThrow();
      assertThat(answer.kind()).isEqualTo(LastAnswer.Kind.FOUND);
      assertThat(answer.at()).contains(installed);
      assertThat(answer.freshUntil()).contains(installed.plus(HOUR));
      assertThat(answer.allowedIps()).isEqualTo(config.allowedIps());
      assertThat(answer.hasPresharedKey()).isTrue();
      assertThat(explanation.toString()).doesNotContain(preshared.toBase64());

      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(prospect(h, client)).isEqualTo(Prospect.RESIDENT);
      assertThat(explain(h, client).next().sentence()).contains("latest handshake was 0 s ago");
    }
  }

  @Test
  void ofAPeerThatTheControlPlaneDoesNotKnow() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.putNotFound(client.publicKey(), Duration.ofSeconds(30));
      h.sendAndRun(client);
      Instant answered = h.time.wallTime();
      h.time.advance(Duration.ofSeconds(5));
      h.source.deliver(h.initiation(client, new InetSocketAddress("2001:db8::7", 7)));
      h.stages.runAll();

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.resident()).isEmpty();
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.NOT_FOUND);
      assertThat(explanation.next().until()).contains(answered.plusSeconds(30));
      assertThat(explanation.answer().orElseThrow().kind()).isEqualTo(LastAnswer.Kind.NOT_FOUND);
      assertThat(explanation.answer().orElseThrow().freshUntil())
          .contains(answered.plusSeconds(30));
      assertThat(explanation.initiations())
          .as("the answer from the cache is the same outcome")
          .singleElement()
          .extracting(PastInitiations::outcome, PastInitiations::count, PastInitiations::source)
          .containsExactly(Outcome.NOT_FOUND, 2L, new InetSocketAddress("2001:db8::7", 7));
      h.time.advance(Duration.ofSeconds(30));
      assertThat(prospect(h, client)).isEqualTo(Prospect.REFUSED_UNLESS_CHANGED);
    }
  }

  @Test
  void ofAPeerWhoseConfigIsRefused() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          PeerConfig.builder(client.publicKey()).allowedIp(IpPrefix.parse("0.0.0.0/0")).build(),
          Freshness.of(HOUR));
      h.sendAndRun(client);

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.initiations().get(0).reason())
          .isEqualTo("the default route 0.0.0.0/0 is not permitted as an allowed IP");
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.RECENTLY_REFUSED);
      assertThat(explanation.next().until()).contains(h.time.wallTime().plusSeconds(3));
      LastAnswer answer = explanation.answer().orElseThrow();
      assertThat(answer.kind()).isEqualTo(LastAnswer.Kind.REFUSED);
      assertThat(answer.reason()).contains(explanation.initiations().get(0).reason());
      assertThat(answer.allowedIps()).containsExactly(IpPrefix.parse("0.0.0.0/0"));
      assertThat(answer.freshUntil()).as("it is not cached").isEmpty();
      h.sendAndRun(client);
      assertThat(explain(h, client).initiations())
          .as("refused again within 3 s, for the same reason")
          .singleElement()
          .extracting(PastInitiations::count)
          .isEqualTo(2L);
      h.time.advance(Duration.ofSeconds(3));
      assertThat(explain(h, client).next())
          .satisfies(
              next -> {
                assertThat(next.prospect()).isEqualTo(Prospect.REFUSED_UNLESS_CHANGED);
                assertThat(next.sentence()).contains("default route");
              });
    }
  }

  @Test
  void ofAPeerWhoseAnswerIsNoValidConfig() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.failing(LookupException.Reason.REJECTED);
      h.sendAndRun(client);
      assertThat(explain(h, client).answer().orElseThrow().kind())
          .isEqualTo(LastAnswer.Kind.FAILED);
      h.time.advance(Duration.ofSeconds(30));
      assertThat(prospect(h, client)).isEqualTo(Prospect.REFUSED_UNLESS_CHANGED);
      assertThat(explain(h, client).next().sentence()).contains("no valid config", "on purpose");
      h.control.answeringAtOnce();
      h.control.put(client.publicKey(), 1);
      h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      assertThat(explain(h, client).next().prospect().hopeful()).isTrue();
    }
  }

  @Test
  void whileTheControlPlaneIsDown() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey known = cachedClient(h, 1);
      h.sendAndRun(known);
      evict(h, known);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      PrivateKey client = h.newClient();
      h.sendAndRun(client);

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.initiations().get(0).outcome()).isEqualTo(Outcome.LOOKUP_UNAVAILABLE);
      assertThat(explanation.answer().orElseThrow().kind()).isEqualTo(LastAnswer.Kind.FAILED);
      assertThat(explanation.answer().orElseThrow().reason().orElseThrow())
          .startsWith("UNAVAILABLE: ");
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.CONTROL_PLANE_DOWN);

      assertThat(prospect(h, known)).isEqualTo(Prospect.INSTALL_FROM_CACHE);
      h.time.advance(HOUR);
      assertThat(prospect(h, known)).isEqualTo(Prospect.ASK_OR_STALE);
      h.time.advance(HOUR);
      assertThat(prospect(h, known)).isEqualTo(Prospect.CONTROL_PLANE_DOWN);
    }
  }

  @Test
  void ofAPeerThatWaitsForTheControlPlane() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      assertThat(prospect(h, client)).isEqualTo(Prospect.ASK);
      h.sendAndRun(client);
      assertThat(explain(h, client).provisioning()).isTrue();
      assertThat(prospect(h, client)).isEqualTo(Prospect.PROVISIONING);
      h.time.advance(ProvisioningOptions.defaults().lookupDeadline());
      h.stages.runAll();
      assertThat(explain(h, client).answer().orElseThrow().reason().orElseThrow())
          .startsWith("TIMEOUT: ");
      assertThat(explain(h, client).initiations().get(0).outcome())
          .isEqualTo(Outcome.LOOKUP_TIMEOUT);
    }
  }

  @Test
  void ofAnAddressThatAnotherPeerHolds() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = cachedClient(h, 1);
      h.sendAndRun(client);
      evict(h, client);
      assertThat(prospect(h, client)).isEqualTo(Prospect.INSTALL_FROM_CACHE);
      PrivateKey holder = cachedClient(h, 1);
      h.sendAndRun(holder);

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.ADDRESS_CONFLICT);
      assertThat(explanation.next().sentence()).contains(holder.publicKey().toString());
      evict(h, holder);
      assertThat(prospect(h, client)).isEqualTo(Prospect.INSTALL_FROM_CACHE);
    }
  }

  @Test
  void ofAFullDevice() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(1).build();
    try (Harness h = setup.start()) {
      h.sendAndRun(h.knownClient(1));
      assertThat(prospect(h, h.newClient())).isEqualTo(Prospect.AT_CAPACITY);
    }
  }

  @Test
  void ofTooManyPendingPeers() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxPending(1).strangersShare(1).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      h.sendAndRun(h.newClient());
      assertThat(prospect(h, h.newClient())).isEqualTo(Prospect.PENDING_FULL);
    }
  }

  @Test
  void beforeTheStartAndAfterTheClose() throws Exception {
    Harness h = Harness.setup().build();
    PrivateKey client = h.knownClient(1);
    assertThat(prospect(h, client)).isEqualTo(Prospect.NOT_STARTED);
    h.orchestrator.start();
    h.stages.runAll();
    h.sendAndRun(client);
    assertThat(prospect(h, h.gateway)).isEqualTo(Prospect.OWN_KEY);
    h.close();
    assertThat(prospect(h, client)).isEqualTo(Prospect.CLOSED);
    assertThat(explain(h, client).initiations()).as("still known").hasSize(1);
  }

  @Test
  void whatIsNotProvedIsCountedButNotListed() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      TestPacket forged = h.initiation(client);
      byte[] datagram = new byte[148];
      forged.payload().duplicate().get(datagram);
      datagram[120] ^= 1;
      h.source.deliver(new TestPacket(datagram, Harness.CLIENT, h.time.nanoTime()));
      h.stages.runAll();

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.initiations()).isEmpty();
      assertThat(explanation.forgottenPeers()).isZero();
      assertThat(explanation.unproved())
          .containsEntry(Outcome.BAD_MAC1, 1L)
          .containsEntry(Outcome.BAD_TIMESTAMP, 0L)
          .doesNotContainKey(Outcome.REPLAYED);
    }
  }

  /** A plug-in that accepts every timestamp, and breaks the contract when it is asked for one. */
  private static final class BrokenMemory implements ReplayMemory {
    @Override
    public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public Optional<Tai64n> newest(PublicKey key) {
      return null;
    }
  }

  @Test
  void aReplayMemoryThatReturnsNullIsTakenForOneThatCannotTell() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.replayMemory = new BrokenMemory();
    try (Harness h = setup.start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      assertThat(explain(h, client).newestTimestamp()).isEmpty();
      assertThat(explain(h, client).resident()).isPresent();
    }
  }

  @Test
  void explainingChangesNothing() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey cached = cachedClient(h, 1);
      h.sendAndRun(cached);
      evict(h, cached);
      PrivateKey refused = h.newClient();
      h.sendAndRun(refused);
      var before = h.orchestrator.statistics();
      int questions = h.control.questions().size();
      int events = h.events.size();
      PeerExplanation first = explain(h, refused);
      for (int i = 0; i < 100; i++) {
        explain(h, h.newClient());
        explain(h, cached);
      }
      h.stages.runAll();

      assertThat(explain(h, refused)).isEqualTo(first);
      assertThat(h.orchestrator.statistics()).usingRecursiveComparison().isEqualTo(before);
      assertThat(h.control.questions()).hasSize(questions);
      assertThat(h.events).hasSize(events);
    }
  }

  @Test
  void nothingIsRememberedIfThatIsSwitchedOff() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.explain = ExplainOptions.builder().peers(0).build();
    try (Harness h = setup.start()) {
      PrivateKey client = cachedClient(h, 1);
      h.sendAndRun(client);
      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.remembering()).isFalse();
      assertThat(explanation.initiations()).isEmpty();
      assertThat(explanation.resident()).isPresent();
      assertThat(explanation.answer().orElseThrow().at()).isEmpty();
      assertThat(explanation.answer().orElseThrow().freshUntil()).isPresent();
    }
  }
}
