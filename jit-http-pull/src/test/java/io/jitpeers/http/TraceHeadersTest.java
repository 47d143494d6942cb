package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The header fields of a lookup's trace. */
@Timeout(60)
class TraceHeadersTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final CapturedLog log = new CapturedLog();
  private MisbehavingHttpServer server;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.answer(200, JSON));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    log.close();
  }

  private List<Request> requests(HttpPeerConfigSourceBuilder builder, Map<String, String> fields)
      throws Exception {
    PeerQuery query =
        PeerQuery.builder(KEY).timeout(Duration.ofHours(1)).traceContext(fields).build();
    try (HttpPeerConfigSource source = builder.build()) {
      assertThat(Peers.get(source.lookup(query))).isInstanceOf(PeerLookup.Found.class);
    }
    return server.requests();
  }

  @Test
  void arePartOfTheRequest() throws Exception {
    Map<String, String> fields =
        Map.of("traceparent", TRACEPARENT, "tracestate", "a=1,b=2", "X-B3-Sampled", "1");
    Request request = requests(Peers.patient(server.base()), fields).get(0);

    fields.forEach((name, value) -> assertThat(request.header(name)).contains(value));
  }

  @Test
  void areAbsentWithoutATrace() throws Exception {
    Request request = requests(Peers.patient(server.base()), Map.of()).get(0);

    assertThat(request.header("traceparent")).isEmpty();
  }

  @Test
  void areTheSameInEveryAttempt() throws Exception {
    server.become(
        Responses.inTurn(
            Responses.status(503), Responses.status(503), Responses.answer(200, JSON)));
    List<Request> requests =
        requests(Peers.patient(server.base()), Map.of("traceparent", TRACEPARENT));

    assertThat(requests)
        .hasSize(3)
        .allSatisfy(request -> assertThat(request.header("traceparent")).contains(TRACEPARENT));
  }

  @Test
  void replaceNeitherOurHeadersNorConfiguredOnes() throws Exception {
    HttpPeerConfigSourceBuilder builder =
        Peers.patient(server.base()).bearerToken(() -> "token").header("X-Gateway", "one");
    Map<String, String> fields =
        Map.of(
            "authorization", "Bearer stolen",
            "x-gateway", "two",
            "Host", "elsewhere.example",
            "Content-Length", "7",
            "Cookie", "a=b",
            "ACCEPT", "text/plain",
            "traceparent", TRACEPARENT);
    Request request = requests(builder, fields).get(0);

    assertThat(request.header("Authorization")).contains("Bearer token");
    assertThat(request.header("X-Gateway")).contains("one");
    assertThat(request.header("Host")).contains(server.base().getAuthority());
    assertThat(request.header("Content-Length")).isNotEqualTo(Optional.of("7"));
    assertThat(request.header("Cookie")).isEmpty();
    assertThat(request.header("Accept")).contains("application/json");
    assertThat(request.header("traceparent")).contains(TRACEPARENT);
    assertThat(log.events())
        .filteredOn(event -> event.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("of a trace context is not sent"))
        .as("said once, without a value")
        .singleElement()
        .asString()
        .doesNotContain("stolen", "elsewhere");
  }
}
