package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How the control plane is asked, and how long its answers are used. */
class LookupFlowTest {
  private static final Duration REKEY_TIMEOUT = Duration.ofSeconds(5);

  @Test
  void eachFailureOfTheControlPlaneHasItsOwnOutcomeAndIsNotRemembered() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.knownClient(1);
      for (LookupException.Reason reason : LookupException.Reason.values()) {
        h.control.failing(reason);
        TestPacket packet = h.sendAndRun(client);
        assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
      }
      assertThat(h.count(Outcome.LOOKUP_TIMEOUT)).isOne();
      assertThat(h.count(Outcome.LOOKUP_UNAVAILABLE)).isOne();
      assertThat(h.count(Outcome.LOOKUP_REJECTED)).isOne();

      h.control.answeringAtOnce();
      h.time.advance(REKEY_TIMEOUT);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void aSourceThatThrowsOrFailsStrangelyCountsAsUnavailable() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answering(
          key -> {
            throw new IllegalStateException("on purpose");
          });
      h.sendAndRun(h.newClient());
      h.control.answering(key -> CompletableFuture.failedFuture(new java.io.IOException("cut")));
      h.sendAndRun(h.newClient());
      h.control.answering(key -> CompletableFuture.completedFuture(null));
      h.sendAndRun(h.newClient());

      assertThat(h.count(Outcome.LOOKUP_UNAVAILABLE)).isEqualTo(3);
      assertThat(h.orchestrator.statistics().pending()).isZero();
    }
  }

  @Test
  void aLookupEndsAtItsDeadlineAndTheSourceIsToldToStop() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      TestPacket packet = h.sendAndRun(h.newClient());

      h.time.advance(Duration.ofMillis(3_999));
      assertThat(packet.outcome()).isNull();
      h.time.advance(Duration.ofMillis(1));

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.FAILED);
      assertThat(h.count(Outcome.LOOKUP_TIMEOUT)).isOne();
      assertThat(h.control.lastQuestion().answer()).isCancelled();
    }
  }

  @Test
  void anAnswerAfterTheDeadlineInstallsNothing() throws Exception {
    try (Harness h = Harness.setup().start()) {
      CompletableFuture<PeerLookup> late = new CompletableFuture<>();
      // A source that ignores cancellation.
      h.control.answering(key -> late.copy());
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      h.time.advance(Duration.ofSeconds(5));

      late.complete(
          PeerLookup.found(
              FakePeerConfigSource.config(client.publicKey(), 1),
              Freshness.of(Duration.ofMinutes(1))));
      h.stages.runAll();

      assertThat(h.store.size()).isZero();
      assertThat(h.orchestrator.statistics().lookups().positiveCacheSize()).isZero();
    }
  }

  @Test
  void lookupsInFlightAreBoundedAndTheOthersWaitInOrder() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning =
        ProvisioningOptions.builder().maxLookupsInFlight(4).strangersShare(0.5).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      List<PublicKey> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        PrivateKey client = h.newClient();
        clients.add(client.publicKey());
        h.source.deliver(h.initiation(client, new InetSocketAddress("203.0.113." + i, 40000)));
        h.stages.runAll();
      }
      assertThat(askedKeys(h)).isEqualTo(clients.subList(0, 2));
      assertThat(h.orchestrator.statistics().lookups().inFlight()).isEqualTo(2);
      assertThat(h.orchestrator.statistics().lookups().waiting()).isEqualTo(3);

      h.control.questions().get(0).notFound();
      assertThat(askedKeys(h)).isEqualTo(clients.subList(0, 3));
      h.control.questions().get(1).notFound();
      h.control.questions().get(2).notFound();
      h.control.questions().get(3).notFound();
      h.control.questions().get(4).notFound();
      assertThat(askedKeys(h)).isEqualTo(clients);
      assertThat(h.count(Outcome.NOT_FOUND)).isEqualTo(5);
      assertThat(h.orchestrator.statistics().lookups().inFlight()).isZero();
    }
  }

  @Test
  void aLongQueueOfLookupsThatFailAtOnceDoesNotNest() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning =
        ProvisioningOptions.builder().maxLookupsInFlight(1).maxPending(20_000).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      int clients = 3_000;
      for (int i = 0; i < clients; i++) {
        h.send(h.newClient());
      }
      h.stages.runAll();
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.control.questions().get(0).fail(LookupException.Reason.UNAVAILABLE);

      assertThat(h.count(Outcome.LOOKUP_UNAVAILABLE)).isEqualTo(clients);
      assertThat(h.count(Outcome.INTERNAL_ERROR)).isZero();
    }
  }

  @Test
  void aHintEndsTheFreshnessOfOneAnswer() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey hinted = h.newClient();
      PrivateKey other = h.newClient();
      Freshness anHour = Freshness.of(Duration.ofHours(1));
      h.control.put(FakePeerConfigSource.config(hinted.publicKey(), 1), anHour);
      h.control.put(FakePeerConfigSource.config(other.publicKey(), 2), anHour);
      provisionAndEvict(h, hinted, other);

      assertThat(h.control.hint(hinted.publicKey())).isTrue();
      h.sendAndRun(hinted);
      h.sendAndRun(other);

      assertThat(h.control.questions())
          .extracting(FakePeerConfigSource.Question::key)
          .containsExactly(hinted.publicKey(), other.publicKey(), hinted.publicKey());
    }
  }

  @Test
  void lostHintsEndTheFreshnessOfAllAnswersAndNotTheirUseInNeed() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1),
          new Freshness(Duration.ofHours(1), Duration.ofHours(1)));
      provisionAndEvict(h, client);

      assertThat(h.control.loseHints()).isTrue();
      h.control.failing(LookupException.Reason.UNAVAILABLE);

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.control.questions()).hasSize(2);
      assertThat(h.orchestrator.statistics().lookups().staleUsed()).isOne();
    }
  }

  @Test
  void closingEndsTheWatch() throws Exception {
    Harness h = Harness.setup().start();
    h.close();
    assertThat(h.control.loseHints()).isFalse();
  }

  private static void provisionAndEvict(Harness h, PrivateKey... clients) throws Exception {
    for (PrivateKey client : clients) {
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      evict(h, client);
    }
  }

  @Test
  void aFoundConfigIsUsedAgainWhileFresh() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1), Freshness.of(Duration.ofMinutes(5)));
      h.sendAndRun(client);
      evict(h, client);

      h.time.advance(Duration.ofMinutes(4));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.control.questions()).hasSize(1);

      evict(h, client);
      h.time.advance(Duration.ofMinutes(2));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.control.questions()).hasSize(2);
    }
  }

  @Test
  void aNotFoundAnswerIsBelievedForItsTimeButNoLongerThanTheBound() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.putNotFound(client.publicKey(), Duration.ofHours(1));
      h.sendAndRun(client);
      h.time.advance(Duration.ofSeconds(59));
      h.sendAndRun(client);
      assertThat(h.control.questions()).hasSize(1);
      assertThat(h.orchestrator.statistics().lookups().negativeCacheHits()).isOne();

      h.time.advance(Duration.ofSeconds(2));
      h.sendAndRun(client);
      assertThat(h.control.questions()).hasSize(2);
      assertThat(h.count(Outcome.NOT_FOUND)).isEqualTo(3);
    }
  }

  @Test
  void theNegativeCacheIsCapped() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.cache = AnswerCacheOptions.builder().negativeCacheSize(10).build();
    try (Harness h = setup.start()) {
      h.control.answering(
          key -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ofMinutes(1))));
      for (int i = 0; i < 200; i++) {
        h.sendAndRun(h.newClient());
      }
      assertThat(h.orchestrator.statistics().lookups().negativeCacheSize()).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void aStaleConfigIsUsedWhileTheControlPlaneIsDownButNotForEver() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1),
          new Freshness(Duration.ofSeconds(10), Duration.ofMinutes(10)));
      h.sendAndRun(client);
      evict(h, client);
      h.control.failing(LookupException.Reason.UNAVAILABLE);

      h.time.advance(Duration.ofMinutes(5));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.orchestrator.statistics().lookups().staleUsed()).isOne();

      evict(h, client);
      h.time.advance(Duration.ofMinutes(6));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.FAILED);
    }
  }

  @Test
  void aRejectedAnswerIsNoReasonToUseAStaleConfig() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1),
          new Freshness(Duration.ZERO, Duration.ofMinutes(10)));
      h.sendAndRun(client);
      evict(h, client);
      h.control.failing(LookupException.Reason.REJECTED);

      h.sendAndRun(client);
      assertThat(h.count(Outcome.LOOKUP_REJECTED)).isOne();
      assertThat(h.store.size()).isZero();
    }
  }

  @Test
  void aRememberedConfigThatExpiredMeanwhileIsAskedForAnew() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey client = h.newClient();
      PeerConfig config = FakePeerConfigSource.config(client.publicKey(), 1);
      h.control.put(
          config.toBuilder().expiresAt(h.time.wallTime().plusSeconds(60)).build(),
          Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
      evict(h, client);
      h.time.advance(Duration.ofMinutes(2));
      h.control.put(config, Freshness.NONE);

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.control.questions()).hasSize(2);
    }
  }

  private static void evict(Harness h, PrivateKey client) {
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    assertThat(h.store.contains(client.publicKey())).isFalse();
  }

  private static List<PublicKey> askedKeys(Harness h) {
    return h.control.questions().stream().map(FakePeerConfigSource.Question::key).toList();
  }

  private static final Freshness A_MINUTE = Freshness.of(Duration.ofMinutes(1));

  /** Returns a client whose answer has a validator and whose peer was evicted. */
  private static PrivateKey remembered(Harness h) {
    PrivateKey client = h.newClient();
    h.sendAndRun(client);
    h.control
        .lastQuestion()
        .found(FakePeerConfigSource.config(client.publicKey(), 1), A_MINUTE, "v1");
    h.stages.runAll();
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    return client;
  }

  @Test
  void anAnswerThatIsNoLongerFreshIsAskedForByItsValidator() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answeringByHand();
      PrivateKey client = remembered(h);
      assertThat(h.control.lastQuestion().query().validator()).isEmpty();

      h.time.advance(Duration.ofHours(2));
      TestPacket packet = h.sendAndRun(client);
      assertThat(h.control.questions()).hasSize(2);
      assertThat(h.control.lastQuestion().query().validator()).contains("v1");
      h.control.lastQuestion().notModified(null);
      h.stages.runAll();

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.orchestrator.statistics().lookups().notModified()).isOne();
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      h.time.advance(Duration.ofSeconds(50));
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.control.questions()).as("fresh again, as was said before").hasSize(2);
    }
  }

  @Test
  void notModifiedWithoutAValidatorIsNoAnswer() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.control.answering(
          key -> CompletableFuture.completedFuture(PeerLookup.notModified(A_MINUTE, "v1")));
      h.sendAndRun(h.newClient());
      assertThat(h.count(Outcome.LOOKUP_REJECTED)).isOne();
    }
  }

  @Test
  void aQueryHasWhatIsLeftOfTheDeadline() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = ProvisioningOptions.builder().maxLookupsInFlight(1).build();
    try (Harness h = setup.start()) {
      h.control.answeringByHand();
      h.sendAndRun(h.newClient());
      h.sendAndRun(h.newClient());
      h.time.advance(Duration.ofMillis(500));
      h.control.questions().get(0).notFound();
      h.stages.runAll();

      assertThat(h.control.questions().get(0).query().timeout()).isEqualTo(Duration.ofSeconds(4));
      assertThat(h.control.lastQuestion().query().timeout()).isEqualTo(Duration.ofMillis(3500));
    }
  }
}
