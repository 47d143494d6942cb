package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a tracer is told, for each way in which a provisioning can go. */
class TracedFlowTest {
  private static final String LOOKED_UP = "LOOKUP began";

  private final RecordedTracer tracer = new RecordedTracer();

  private Harness started(Harness.Setup setup) throws StoreException {
    Harness h = setup.start();
    h.orchestrator.addTracer(tracer);
    return h;
  }

  private Harness started() throws StoreException {
    return started(Harness.setup());
  }

  @Test
  void aFirstPacketIsTracedStageByStage() throws Exception {
    try (Harness h = started()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      TestPacket packet = h.send(client);
      h.time.advance(Duration.ofMillis(3));
      h.stages.runOpener();
      h.time.advance(Duration.ofMillis(40));
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.time.advance(Duration.ofMillis(5));
      h.stages.runAll();

      assertThat(packet.outcome()).isNotNull();
      assertThat(tracer.calls)
          .containsExactly(
              "begin",
              LOOKED_UP,
              "LOOKUP FOUND",
              "INSTALL began",
              "INSTALL DONE",
              "RETURN began",
              "RETURN DONE",
              "end INSTALLED");
      ProvisioningStart start = tracer.starts.get(0);
      assertThat(start.key()).isEqualTo(client.publicKey());
      assertThat(start.trigger()).isEqualTo(ProvisioningStart.Trigger.INITIATION);
      assertThat(start.again()).isFalse();
      assertThat(start.earlier())
          .containsOnlyKeys(Stage.CAPTURE, Stage.ADMISSION, Stage.OPEN)
          .containsEntry(Stage.ADMISSION, Duration.ofMillis(3));
      assertThat(start.sinceCapture()).isEqualTo(Duration.ofMillis(3));
      assertThat(tracer.stages.get(0).took()).isEqualTo(Duration.ofMillis(40));
      assertThat(tracer.stages.get(1).took()).isEqualTo(Duration.ofMillis(5));
      assertThat(tracer.ends.get(0).took()).isEqualTo(Duration.ofMillis(45));
    }
  }

  @Test
  void theQuestionCarriesTheContextAndSoDoesItsRepetition() throws Exception {
    try (Harness h = started()) {
      h.control.answering(
          key ->
              CompletableFuture.failedFuture(
                  LookupException.askedTooOften("busy", Duration.ofMillis(100), null)));
      h.sendAndRun(h.newClient());
      h.time.advance(Duration.ofMillis(200));

      assertThat(h.control.questions()).hasSizeGreaterThan(1);
      assertThat(h.control.questions())
          .extracting(question -> question.query().traceContext())
          .containsOnly(Map.of("traceparent", "00-1-2-01"));
    }
  }

  @Test
  void aCachedAnswerNeedsNoLookup() throws Exception {
    try (Harness h = started()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1), Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      tracer.calls.clear();
      h.time.advance(Duration.ofMinutes(1));
      h.sendAndRun(client);

      assertThat(tracer.calls)
          .containsExactly(
              "begin",
              "INSTALL began",
              "INSTALL DONE",
              "RETURN began",
              "RETURN DONE",
              "end INSTALLED");
    }
  }

  @Test
  void aPeerThatIsNotFoundHasALookupThatIsNoFailure() throws Exception {
    try (Harness h = started()) {
      h.sendAndRun(h.newClient());

      assertThat(tracer.calls)
          .containsExactly("begin", LOOKED_UP, "LOOKUP NOT_FOUND", "end NOT_FOUND");
      assertThat(tracer.stages.get(0).result().isFailure()).isFalse();
    }
  }

  @Test
  void aFailedLookupSaysWhy() throws Exception {
    try (Harness h = started()) {
      h.control.failing(LookupException.Reason.REJECTED);
      h.sendAndRun(h.newClient());

      assertThat(tracer.calls)
          .containsExactly("begin", LOOKED_UP, "LOOKUP REJECTED", "end LOOKUP_REJECTED");
      assertThat(tracer.stages.get(0).result().isFailure()).isTrue();
    }
  }

  @Test
  void aControlPlaneThatDoesNotAnswerIsATimeout() throws Exception {
    try (Harness h = started()) {
      h.control.answeringByHand();
      h.sendAndRun(h.newClient());
      h.time.advance(Duration.ofMinutes(1));

      assertThat(tracer.calls)
          .containsExactly("begin", LOOKED_UP, "LOOKUP TIMEOUT", "end LOOKUP_TIMEOUT");
    }
  }

  @Test
  void aStaleConfigIsInstalledAfterALookupThatFailed() throws Exception {
    try (Harness h = started()) {
      PrivateKey client = h.newClient();
      h.control.put(
          FakePeerConfigSource.config(client.publicKey(), 1),
          new Freshness(Duration.ofSeconds(1), Duration.ofHours(1)));
      h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.time.advance(Duration.ofSeconds(30));
      tracer.calls.clear();
      h.sendAndRun(client);

      assertThat(tracer.calls)
          .startsWith("begin", LOOKED_UP, "LOOKUP UNAVAILABLE", "INSTALL began")
          .endsWith("end INSTALLED");
    }
  }

  @Test
  void aConfigThatBreaksARuleAbortsTheInstall() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.rules =
        PeerConfigRules.builder()
            .permittedAllowedIps(List.of(IpPrefix.parse("10.9.0.0/16")))
            .build();
    try (Harness h = started(setup)) {
      PrivateKey client = h.newClient();
      h.control.put(
          PeerConfig.builder(client.publicKey())
              .allowedIps(List.of(IpPrefix.parse("192.0.2.0/24")))
              .build(),
          Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);

      assertThat(tracer.calls)
          .containsExactly(
              "begin",
              LOOKED_UP,
              "LOOKUP FOUND",
              "INSTALL began",
              "INSTALL ABORTED",
              "end CONFIG_REFUSED");
      assertThat(tracer.ends.get(0).detail()).contains("192.0.2.0/24");
    }
  }

  @Test
  void aRevokedPeerEndsItsTraceOnce() throws Exception {
    try (Harness h = started()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      h.orchestrator.revoke(client.publicKey());
      h.stages.runAll();
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(tracer.calls).containsExactly("begin", LOOKED_UP, "LOOKUP ABORTED", "end REVOKED");
    }
  }

  @Test
  void closingEndsTheTraces() throws Exception {
    try (Harness h = started()) {
      h.control.answeringByHand();
      h.sendAndRun(h.newClient());
      h.orchestrator.close();

      assertThat(tracer.calls).containsExactly("begin", LOOKED_UP, "LOOKUP ABORTED", "end CLOSED");
    }
  }

  @Test
  void morePacketsOfAPendingPeerBelongToOneTrace() throws Exception {
    try (Harness h = started()) {
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      h.sendAndRun(client);
      h.sendAndRun(client);
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(tracer.calls).filteredOn("begin"::equals).hasSize(1);
      assertThat(tracer.ends).hasSize(1);
    }
  }

  @Test
  void aThousandPacketsOfGarbageAreNotTraced() throws Exception {
    try (Harness h = started()) {
      PrivateKey known = h.knownClient(1);
      FakeClient impostor = FakeClient.impostor(known.publicKey(), h.gateway.publicKey(), h.random);
      byte[] noise = new byte[148];
      for (int i = 0; i < 500; i++) {
        h.time.advance(Duration.ofMillis(1));
        byte[] forged = impostor.initiation(Tai64n.of(h.time.wallTime()), i);
        h.source.deliver(new TestPacket(forged, h.time.nanoTime()));
        h.random.nextBytes(noise);
        noise[0] = 1;
        h.source.deliver(new TestPacket(noise, h.time.nanoTime()));
      }
      h.stages.runAll();

      assertThat(h.count(Outcome.BAD_TIMESTAMP)).isEqualTo(500);
      assertThat(tracer.calls).isEmpty();
    }
  }

  @Test
  void aWakeUpIsTracedToo() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.wakeUp = WakeUpOptions.defaults();
    try (Harness h = started(setup)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      tracer.calls.clear();
      h.outbound.deliver("10.0.0.1");
      h.stages.runAll();

      assertThat(tracer.calls)
          .containsExactly(
              "begin", LOOKED_UP, "LOOKUP FOUND", "INSTALL began", "INSTALL DONE", "end INSTALLED");
      ProvisioningStart start = tracer.starts.get(1);
      assertThat(start.trigger()).isEqualTo(ProvisioningStart.Trigger.WAKE_UP);
      assertThat(start.earlier()).isEmpty();
      assertThat(start.sinceCapture()).isZero();
    }
  }

  @Test
  void replaysAndResidentPeersAreNotTraced() throws Exception {
    try (Harness h = started()) {
      PrivateKey client = h.knownClient(1);
      TestPacket first = h.initiation(client);
      h.source.deliver(first);
      h.stages.runAll();
      tracer.calls.clear();
      h.time.advance(Duration.ofMinutes(1));
      h.sendAndRun(client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      byte[] recorded = new byte[first.payload().remaining()];
      first.payload().get(0, recorded);
      h.source.deliver(new TestPacket(recorded, h.time.nanoTime()));
      h.stages.runAll();

      assertThat(h.count(Outcome.REPLAYED)).isOne();
      assertThat(h.count(Outcome.ALREADY_RESIDENT)).isOne();
      assertThat(tracer.calls).isEmpty();
    }
  }

  @Test
  void aTracerThatThrowsLosesOnlyItsTrace() throws Exception {
    try (Harness h = started()) {
      tracer.inEachCall =
          () -> {
            throw new AssertionError("a broken tracer");
          };
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);

      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.control.lastQuestion().query().traceContext()).isEmpty();
      assertThat(tracer.calls).containsExactly("begin");
      assertThat(h.orchestrator.statistics().listenerFailures()).isOne();
    }
  }

  @Test
  void fieldsThatCannotBeSentAreLeftOutAndCounted() throws Exception {
    try (Harness h = started()) {
      tracer.context = Map.of("traceparent", "00\r\nHost: elsewhere");
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);

      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(tracer.calls).contains("LOOKUP FOUND", "INSTALL DONE").endsWith("end INSTALLED");
      assertThat(h.control.lastQuestion().query().traceContext()).isEmpty();
      assertThat(h.orchestrator.statistics().listenerFailures()).isOne();
    }
  }

  @Test
  void thereIsOneTracerAndARemovedOneIsNotCalled() throws Exception {
    try (Harness h = started()) {
      assertThatThrownBy(() -> h.orchestrator.addTracer(start -> null))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(RecordedTracer.class.getName());
      h.orchestrator.removeTracer(start -> null);
      h.control.answeringByHand();
      PrivateKey client = h.newClient();
      h.sendAndRun(client);
      h.orchestrator.removeTracer(tracer);
      h.control.lastQuestion().found(FakePeerConfigSource.config(client.publicKey(), 1));
      h.stages.runAll();

      assertThat(tracer.calls).containsExactly("begin", LOOKED_UP);
      assertThat(h.isResident(client.publicKey())).isTrue();
      h.orchestrator.addTracer(tracer);
      h.control.answeringAtOnce();
      h.sendAndRun(h.knownClient(2));
      assertThat(tracer.ends).hasSize(1);
    }
  }

  @Test
  void aTracerMayDeclineATrace() throws Exception {
    try (Harness h = Harness.setup().start()) {
      h.orchestrator.addTracer(start -> null);
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);

      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(h.orchestrator.statistics().listenerFailures()).isZero();
    }
  }
}
