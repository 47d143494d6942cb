package io.jitpeers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Spans of provisionings, through the OpenTelemetry bridge, and what the control plane receives.
 */
class OpenTelemetryTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();

  @AfterEach
  void close() {
    sdk.close();
  }

  private ObservationRegistry registry() {
    var otel = sdk.getTracer("test");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(
                    tracer, new OtelPropagator(sdk.getPropagators(), otel)),
                new DefaultTracingObservationHandler(tracer)));
    return registry;
  }

  private List<SpanData> spansOnceEnded(int provisionings) throws Exception {
    Await.until(
        provisionings + " provisionings have ended",
        () ->
            exporter.getFinishedSpanItems().stream()
                    .filter(span -> span.getName().equals("jit.provisioning"))
                    .count()
                == provisionings);
    return exporter.getFinishedSpanItems();
  }

  private static Map<String, SpanData> byName(List<SpanData> spans) {
    return spans.stream().collect(Collectors.toMap(SpanData::getName, Function.identity()));
  }

  /** W3C Trace Context, level 2: sampled, and perhaps with a random trace id. */
  private static String contextOf(SpanData span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-0[13]";
  }

  private static String attribute(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  @Test
  void theControlPlaneContinuesTheTraceOfTheFirstPacket() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      PrivateKey client = gateway.newClient();
      assertThat(gateway.send(client)).isEqualTo(PacketOutcome.INSTALLED);

      Map<String, SpanData> spans = byName(spansOnceEnded(1));
      assertThat(spans)
          .containsOnlyKeys("jit.provisioning", "jit.lookup", "jit.install", "jit.return");
      SpanData whole = spans.get("jit.provisioning");
      assertThat(whole.getParentSpanId()).isEqualTo(SpanId.getInvalid());
      assertThat(attribute(whole, "outcome")).isEqualTo("installed");
      assertThat(attribute(whole, "trigger")).isEqualTo("initiation");
      assertThat(whole.getAttributes().asMap().keySet())
          .extracting(AttributeKey::getKey)
          .contains("capture.ns", "admission.ns", "open.ns", "since.capture.ns", "took.ns");
      for (String child : List.of("jit.lookup", "jit.install", "jit.return")) {
        assertThat(spans.get(child).getParentSpanId()).isEqualTo(whole.getSpanId());
        assertThat(spans.get(child).getTraceId()).isEqualTo(whole.getTraceId());
        assertThat(spans.get(child).getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
      }
      SpanData lookup = spans.get("jit.lookup");
      assertThat(lookup.getKind()).isEqualTo(SpanKind.CLIENT);
      assertThat(attribute(lookup, "result")).isEqualTo("found");
      assertThat(gateway.traceparents).singleElement().asString().matches(contextOf(lookup));
      assertNamesNoPeer(client.publicKey());
    }
  }

  private void assertNamesNoPeer(PublicKey key) {
    assertThat(exporter.getFinishedSpanItems().toString())
        .doesNotContain(key.toBase64(), key.toBase64().substring(0, 10), key.toHex())
        .doesNotContain("198.51.100.", "10.0.0.1");
  }

  @Test
  void everyRequestOfALookupCarriesTheSameContext() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      gateway.statuses.addAll(List.of(503, 503));
      assertThat(gateway.send(gateway.newClient())).isEqualTo(PacketOutcome.INSTALLED);

      SpanData lookup = byName(spansOnceEnded(1)).get("jit.lookup");
      assertThat(gateway.traceparents)
          .hasSize(3)
          .allSatisfy(sent -> assertThat(sent).matches(contextOf(lookup)));
    }
  }

  @Test
  void aFailureIsAnErrorWithItsReason() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      gateway.statuses.add(418);
      PrivateKey client = gateway.newClient();
      assertThat(gateway.send(client)).isEqualTo(PacketOutcome.FAILED);

      Map<String, SpanData> spans = byName(spansOnceEnded(1));
      assertThat(spans).containsOnlyKeys("jit.provisioning", "jit.lookup");
      SpanData lookup = spans.get("jit.lookup");
      assertThat(lookup.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(lookup.getStatus().getDescription())
          .startsWith(attribute(lookup, "result") + ": the control plane");
      SpanData whole = spans.get("jit.provisioning");
      assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(whole.getStatus().getDescription())
          .startsWith(attribute(whole, "outcome") + ": the control plane");
      assertNamesNoPeer(client.publicKey());
    }
  }

  @Test
  void aPeerThatIsNotFoundIsNoError() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      gateway.statuses.add(404);
      assertThat(gateway.send(gateway.newClient())).isEqualTo(PacketOutcome.REJECTED);

      Map<String, SpanData> spans = byName(spansOnceEnded(1));
      assertThat(spans).containsOnlyKeys("jit.provisioning", "jit.lookup");
      assertThat(attribute(spans.get("jit.lookup"), "result")).isEqualTo("not.found");
      assertThat(attribute(spans.get("jit.provisioning"), "outcome")).isEqualTo("not_found");
      assertThat(spans.values())
          .allSatisfy(
              span -> assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR));
    }
  }

  @Test
  void aCachedAnswerHasNoLookup() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      PrivateKey client = gateway.newClient();
      gateway.send(client);
      spansOnceEnded(1);
      assertThat(gateway.orchestrator.evict(client.publicKey()).get(60, TimeUnit.SECONDS)).isTrue();
      exporter.reset();
      assertThat(gateway.send(client)).isEqualTo(PacketOutcome.INSTALLED);

      assertThat(byName(spansOnceEnded(1)))
          .containsOnlyKeys("jit.provisioning", "jit.install", "jit.return");
      assertThat(gateway.traceparents).hasSize(1);
    }
  }

  @Test
  void aThousandForgedPacketsMakeNoSpan() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      PrivateKey known = gateway.newClient();
      FakeClient impostor =
          FakeClient.impostor(known.publicKey(), gateway.key.publicKey(), gateway.random);
      for (int i = 0; i < 1_000; i++) {
        byte[] forged = impostor.initiation(Tai64n.of(Instant.parse("2027-01-01T00:00:00Z")), i);
        if (i % 2 == 0) {
          forged[40] ^= 1;
        }
        assertThat(gateway.offer(forged).get(60, TimeUnit.SECONDS))
            .isNotEqualTo(PacketOutcome.INSTALLED);
      }
      assertThat(gateway.send(known)).isEqualTo(PacketOutcome.INSTALLED);

      assertThat(spansOnceEnded(1)).hasSize(4);
      assertThat(gateway.traceparents).hasSize(1);
    }
  }

  @Test
  void shortKeysAreShownOnRequest() throws Exception {
    try (TracedGateway gateway =
        new TracedGateway().observed(registry(), JitObservations.PeerNames.SHORT_KEYS)) {
      gateway.orchestrator.start();
      gateway.statuses.add(418);
      PrivateKey client = gateway.newClient();
      gateway.send(client);

      SpanData whole = byName(spansOnceEnded(1)).get("jit.provisioning");
      String key = client.publicKey().toBase64();
      assertThat(attribute(whole, "peer"))
          .isEqualTo(key.substring(0, 4) + "…" + key.substring(39, 43));
      assertThat(attribute(whole, "detail")).contains("418");
      assertThat(whole.toString())
          .doesNotContain(key)
          .doesNotContain(key.replace('+', '-').replace('/', '_').substring(0, 43));
    }
  }

  @Test
  void afterClosingNothingIsObserved() throws Exception {
    try (TracedGateway gateway = new TracedGateway().started(registry())) {
      gateway.send(gateway.newClient());
      spansOnceEnded(1);
      gateway.stopObserving();
      gateway.stopObserving();
      exporter.reset();
      gateway.statuses.add(404);
      assertThat(gateway.send(gateway.newClient())).isEqualTo(PacketOutcome.REJECTED);
      assertThat(gateway.traceparents.get(1)).isEmpty();
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      new JitObservations(gateway.orchestrator, registry()).close();
    }
  }
}
