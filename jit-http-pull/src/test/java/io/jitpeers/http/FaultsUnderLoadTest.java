package io.jitpeers.http;

import static io.jitpeers.event.Outcome.INSTALLED;
import static io.jitpeers.event.Outcome.LOOKUP_REJECTED;
import static io.jitpeers.event.Outcome.LOOKUP_TIMEOUT;
import static io.jitpeers.event.Outcome.LOOKUP_UNAVAILABLE;
import static io.jitpeers.event.Outcome.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mixes each fault of a control plane into the lookups of a whole gateway with many concurrent
 * clients. One client in 14 always meets the fault, and one in 14 at its first request only.
 * Clients without a fault, or without one on the retry, are installed; the others end with the
 * expected outcome; no resources remain in use.
 */
@Timeout(300)
class FaultsUnderLoadTest {
  private static final int CLIENTS = 112;
  private static final int FAULTY = CLIENTS / 14;
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration IMPATIENT = Duration.ofSeconds(8);
  private static final LoadOfClients CLIENTS_OF_ALL = new LoadOfClients(CLIENTS);
  private static final CountDownLatch NOBODY = new CountDownLatch(1);
  private static final String JSON = Peers.JSON;

  /** A fault of the control plane for some clients, and their expected outcome. */
  private record Fault(String name, Script script, Outcome always, Outcome once) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Fault> faults() {
    return Stream.of(
        new Fault("closes at once", Responses.closeAtOnce(), LOOKUP_UNAVAILABLE, INSTALLED),
        new Fault(
            "resets in mid body", Responses.resetInMidBody(JSON), LOOKUP_UNAVAILABLE, INSTALLED),
        new Fault(
            "closes in mid body", Responses.closeInMidBody(JSON), LOOKUP_UNAVAILABLE, INSTALLED),
        new Fault(
            "speaks no http",
            Responses.raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
            LOOKUP_UNAVAILABLE,
            INSTALLED),
        new Fault(
            "negative length",
            Responses.raw("HTTP/1.1 200 X\r\nContent-Length: -5\r\n\r\n{}"),
            LOOKUP_UNAVAILABLE,
            INSTALLED),
        new Fault(
            "two lengths",
            Responses.raw("HTTP/1.1 200 X\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n{}"),
            LOOKUP_UNAVAILABLE,
            INSTALLED),
        new Fault("fails", Responses.status(503), LOOKUP_UNAVAILABLE, INSTALLED),
        new Fault(
            "fails for long",
            Responses.status(503, "Retry-After: 90"),
            LOOKUP_UNAVAILABLE,
            LOOKUP_UNAVAILABLE),
        new Fault("asks to wait", Responses.status(408), LOOKUP_UNAVAILABLE, INSTALLED),
        new Fault(
            "is asked too often",
            Responses.status(429, "Retry-After: 90"),
            LOOKUP_UNAVAILABLE,
            LOOKUP_UNAVAILABLE),
        new Fault("denies", Responses.status(401), LOOKUP_UNAVAILABLE, LOOKUP_UNAVAILABLE),
        new Fault("knows nothing", Responses.status(404), NOT_FOUND, NOT_FOUND),
        new Fault("does not understand", Responses.status(418), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault("not modified", Responses.status(304), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault(
            "redirects elsewhere",
            Responses.status(302, "Location: http://127.0.0.1:1/"),
            LOOKUP_REJECTED,
            LOOKUP_REJECTED),
        new Fault("redirects to nowhere", Responses.status(307), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault("empty", Responses.answer(200, ""), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault(
            "malformed",
            Responses.answer(200, "{\"version\":1,"),
            LOOKUP_REJECTED,
            LOOKUP_REJECTED),
        new Fault("another peers", Responses.answer(200, JSON), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault(
            "coded",
            Responses.answer(200, JSON, "Content-Encoding: gzip"),
            LOOKUP_REJECTED,
            LOOKUP_REJECTED),
        new Fault(
            "longer than it says",
            Responses.raw("HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\n" + JSON),
            LOOKUP_REJECTED,
            LOOKUP_REJECTED),
        new Fault("huge", Responses.hugeContentLength(NOBODY), LOOKUP_REJECTED, LOOKUP_REJECTED),
        new Fault("endless", Responses.endlessChunks(NOBODY), LOOKUP_REJECTED, LOOKUP_REJECTED));
  }

  private final Set<Integer> askedBefore = ConcurrentHashMap.newKeySet();
  private final List<Integer> shuffled = new ArrayList<>();

  /** The first clients always meet a fault; the next ones meet it once. */
  private void shuffle(long seed) {
    for (int i = 0; i < CLIENTS; i++) {
      shuffled.add(i);
    }
    Collections.shuffle(shuffled, new Random(seed));
  }

  private boolean isFaulty(int client) {
    int place = shuffled.indexOf(client);
    boolean first = askedBefore.add(client);
    return place < FAULTY || (place < 2 * FAULTY && first);
  }

  private MisbehavingHttpServer server(List<Script> faults) {
    return new MisbehavingHttpServer(
        (request, connection) -> {
          int client = CLIENTS_OF_ALL.number(request);
          Script script =
              isFaulty(client)
                  ? faults.get(client % faults.size())
                  : Responses.answer(200, CLIENTS_OF_ALL.json(client));
          script.serve(request, connection);
        });
  }

  private static HttpPeerConfigSource source(MisbehavingHttpServer server, Duration deadline) {
    return HttpPeerConfigSource.builder(server.base())
        .preferHttp2(false)
        .deadline(deadline)
        .connectTimeout(deadline)
        .changes(off())
        .build();
  }

  private static ChangeStreamOptions off() {
    ChangeStreamOptions defaults = ChangeStreamOptions.DEFAULTS;
    return new ChangeStreamOptions(
        false,
        defaults.path(),
        defaults.heartbeatTimeout(),
        defaults.initialBackoff(),
        defaults.maxBackoff(),
        defaults.retryAbsentAfter());
  }

  private void run(MisbehavingHttpServer server, Duration deadline, Outcome always, Outcome once)
      throws Exception {
    HttpPeerConfigSource source = source(server, deadline);
    LoadOfClients.Result result = CLIENTS_OF_ALL.run(source);
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    outcomes.merge(always, (long) FAULTY, Long::sum);
    outcomes.merge(once, (long) FAULTY, Long::sum);
    outcomes.merge(INSTALLED, (long) CLIENTS - 2 * FAULTY, Long::sum);
    assertThat(result.outcomes()).isEqualTo(outcomes);
    Set<PublicKey> installed = new HashSet<>();
    for (int place = once == INSTALLED ? FAULTY : 2 * FAULTY; place < CLIENTS; place++) {
      installed.add(CLIENTS_OF_ALL.key(shuffled.get(place)));
    }
    assertThat(result.installed()).isEqualTo(installed);
    assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
    assertThat(source.statistics().breakerRefusals()).isZero();
    server.awaitNoConnection();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whoMeetsItEndsAsItMustAndNobodyElse(Fault fault) throws Exception {
    shuffle(fault.name().hashCode());
    try (MisbehavingHttpServer server = server(List.of(fault.script))) {
      run(server, PATIENT, fault.always, fault.once);
    }
  }

  /** All faults that only the deadline ends, in one load. */
  @Test
  void whatDoesNotEnd() throws Exception {
    shuffle(7);
    try (MisbehavingHttpServer server =
        server(
            List.of(
                Responses.silence(NOBODY),
                Responses.headersThenHang(NOBODY),
                Responses.trickle(NOBODY)))) {
      HttpPeerConfigSource source = source(server, IMPATIENT);
      LoadOfClients.Result result = CLIENTS_OF_ALL.run(source);

      // A slow answer is not a silence, so a client that meets it first ends at its deadline.
      assertThat(result.outcomes().keySet()).containsOnly(INSTALLED, LOOKUP_TIMEOUT);
      assertThat(result.outcomes().get(LOOKUP_TIMEOUT)).isBetween((long) FAULTY, 2L * FAULTY);
      assertThat(source.statistics().secondRequests()).isPositive();
      assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
      server.awaitNoConnection();
    }
  }

  /** HTTP/2 connection events that a server may cause fail no lookup. */
  private enum Http2Fault {
    REFUSES_STREAMS(100),
    SAYS_GOODBYE(100),
    TAKES_FEW_STREAMS(10),
    FALLS_SILENT(100);

    final int streams;

    Http2Fault(int streams) {
      this.streams = streams;
    }

    void serve(Http2Server.Stream stream) throws IOException {
      boolean seventh = stream.number() % 7 == 0;
      if (this == REFUSES_STREAMS && seventh) {
        stream.refuse();
      } else if (this == FALLS_SILENT && seventh && stream.number() <= CLIENTS) {
        stream.beginAnswer();
      } else {
        if (this == SAYS_GOODBYE && seventh) {
          stream.goAway();
        }
        stream.answer();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void overHttp2NobodyFails(Http2Fault fault) throws Exception {
    JsonPeerConfigDecoder decoder = new JsonPeerConfigDecoder();
    try (Http2Server server = new Http2Server(null, fault.streams, fault::serve)) {
      HttpPeerConfigSource source =
          HttpPeerConfigSource.builder(server.base())
              .deadline(IMPATIENT)
              .changes(off())
              .decoder(
                  (asked, body) ->
                      decoder.decode(
                          asked, CLIENTS_OF_ALL.json(asked).getBytes(StandardCharsets.UTF_8)))
              .build();

      LoadOfClients.Result result = CLIENTS_OF_ALL.run(source);

      assertThat(result.outcomes()).isEqualTo(Map.of(INSTALLED, (long) CLIENTS));
      assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
    }
  }
}
