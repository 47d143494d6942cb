package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of changes over HTTP/1.1, of servers that behave and of those that do not. */
@Timeout(120)
class ChangeStreamTest {
  private static final PublicKey OTHER = Peers.key(0x11);

  private final MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.status(500));
  private final Told told = new Told();
  private HttpPeerConfigSource source;

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  private AutoCloseable watch(Script... answers) {
    return watch(fast(ChangeStreamOptions.DEFAULTS), answers);
  }

  private AutoCloseable watch(ChangeStreamOptions options, Script... answers) {
    server.become(Responses.inTurn(answers));
    source = Peers.patient(server.base()).bearerToken(() -> "token").changes(options).build();
    return source.watch(told);
  }

  private static ChangeStreamOptions fast(ChangeStreamOptions options) {
    return new ChangeStreamOptions(
        true,
        options.path(),
        options.heartbeatTimeout(),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(5));
  }

  private Request request(int number) throws Exception {
    Await.until("request " + number, () -> server.requests().size() >= number);
    return server.requests().get(number - 1);
  }

  private ChangeStreamStatistics statistics() {
    return source.statistics().changes();
  }

  private void awaitState(State state) throws Exception {
    Await.until(() -> "state " + statistics(), () -> statistics().state() == state);
  }

  @Test
  void hintsAreToldInTheirOrder() throws Exception {
    watch(Streams.open(": hello\n\n" + Streams.hint("1", KEY) + Streams.hint("2", OTHER)));

    told.next(KEY, OTHER);

    Request request = request(1);
    assertThat(request.target()).isEqualTo("/changes");
    assertThat(request.header("Accept")).contains("text/event-stream");
    assertThat(request.header("Accept-Encoding")).contains("identity");
    assertThat(request.header("Authorization")).contains("Bearer token");
    assertThat(request.header("Last-Event-ID")).isEmpty();
    told.nothingMore();
    assertThat(statistics().state()).isEqualTo(State.STREAMING);
    assertThat(statistics().streams()).isEqualTo(1);
    assertThat(statistics().hints()).isEqualTo(2);
    assertThat(source.statistics().requests()).as("those of lookups").isZero();
  }

  /** As several orchestrators do that share a source. */
  @Test
  void eachWatchHasAStreamOfItsOwn() throws Exception {
    server.become(Streams.open(Streams.hint("1", KEY)));
    source = Peers.patient(server.base()).build();
    Told other = new Told();
    AutoCloseable first = source.watch(told);
    source.watch(other);
    told.next(KEY);
    other.next(KEY);

    first.close();

    assertThat(statistics().state()).isEqualTo(State.STREAMING);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void theNextStreamGoesOnWhereTheLastOneEnded() throws Exception {
    watch(
        Streams.ended(Streams.hint("a-1", KEY) + "id: a-2\n\n"),
        Streams.open(Streams.hint("a-3", OTHER)));

    told.next(KEY, OTHER);

    assertThat(request(2).header("Last-Event-ID")).contains("a-2");
    told.nothingMore();
    assertThat(statistics().missed()).isZero();
    assertThat(statistics().failures()).isEqualTo(1);
  }

  @Test
  void anEventThatWasCutIsNotToldAndItsPositionNotReached() throws Exception {
    watch(
        Streams.cut(Streams.hint("1", KEY) + "id: 2\ndata: " + OTHER),
        Streams.open(Streams.hint("2", OTHER)));

    told.next(KEY, OTHER);

    assertThat(request(2).header("Last-Event-ID")).contains("1");
    told.nothingMore();
  }

  @Test
  void withoutAPositionTheNextStreamIsAMiss() throws Exception {
    watch(Streams.ended("data: " + KEY + "\n\n"), Streams.open("data: " + OTHER + "\n\n"));

    told.next(KEY, Told.MISSED, OTHER);
  }

  @Test
  void aPositionThatCannotBeSentIsNone() throws Exception {
    watch(
        Streams.ended(Streams.hint("1", KEY) + "id: " + "x".repeat(257) + "\n\n"),
        Streams.ended(Streams.hint("2", KEY) + "id: zwölf\n\n"),
        Streams.open(Streams.hint("3", OTHER)));

    told.next(KEY, Told.MISSED, KEY, Told.MISSED, OTHER);

    assertThat(request(3).header("Last-Event-ID")).isEmpty();
  }

  @Test
  void aResetIsAMissAndAPosition() throws Exception {
    watch(
        Streams.ended(Streams.hint("1", KEY)),
        Streams.ended("id: 77\ndata: reset\n\n"),
        Streams.open(Streams.hint("78", OTHER)));

    told.next(KEY, Told.MISSED, OTHER);

    assertThat(request(3).header("Last-Event-ID")).contains("77");
    assertThat(statistics().missed()).isEqualTo(1);
  }

  @Test
  void aStreamThatBeginsOnlyAfterFailuresIsAMiss() throws Exception {
    watch(
        Responses.status(503),
        Responses.status(500),
        Responses.status(429),
        Streams.open(Streams.hint("1", KEY)));

    told.next(Told.MISSED, KEY);

    assertThat(statistics().failures()).isEqualTo(3);
    assertThat(source.statistics().breakerState())
        .isEqualTo(HttpSourceStatistics.BreakerState.CLOSED);
    assertThat(source.statistics().ioErrors()).isZero();
  }

  @Test
  void aSilentConnectionIsReplacedByANewOne() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    Duration timeout = Duration.ofMillis(200);
    watch(
        fast(ChangeStreamOptions.DEFAULTS.withHeartbeatTimeout(timeout)),
        Streams.open(Streams.hint("1", KEY), gone),
        Streams.open(Streams.hint("2", OTHER)));

    told.next(KEY, OTHER);

    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the silent one is closed").isTrue();
    assertThat(request(2).header("Last-Event-ID")).contains("1");
    assertThat(server.connections()).isGreaterThan(1);
    assertThat(statistics().silences()).isPositive();
  }

  @Test
  void anAnswerThatDoesNotBeginIsSilenceToo() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    watch(
        fast(ChangeStreamOptions.DEFAULTS.withHeartbeatTimeout(Duration.ofMillis(200))),
        Responses.silence(gone),
        Responses.headersThenHang(new CountDownLatch(1)),
        Streams.open(Streams.hint("1", KEY)));

    told.next(Told.MISSED, KEY);

    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void heartbeatsKeepAConnection() throws Exception {
    CountDownLatch enough = new CountDownLatch(20);
    watch(
        fast(ChangeStreamOptions.DEFAULTS.withHeartbeatTimeout(Duration.ofSeconds(10))),
        (request, connection) -> {
          connection.write(Streams.HEAD);
          while (enough.getCount() > 0) {
            connection.write(Streams.chunk(":\n")).pause(Duration.ofMillis(1));
            enough.countDown();
          }
          connection.write(Streams.chunk(Streams.hint("1", KEY)));
          connection.awaitEnd();
        });

    told.next(KEY);

    assertThat(server.requests()).hasSize(1);
    assertThat(statistics().ignoredLines()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 405, 501, 400, 406, 204, 304})
  void aControlPlaneWithoutAStreamIsSaidOnceAndAskedAgain(int status) throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      watch(
          Responses.status(status),
          Responses.status(status),
          Responses.status(status),
          Streams.open(Streams.hint("1", KEY)));

      told.next(Told.MISSED, KEY);

      assertThat(log.events())
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
          .filteredOn(event -> event.getFormattedMessage().contains("does not announce changes"))
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getFormattedMessage())
                      .contains(server.base() + "/changes answered " + status));
    }
  }

  @Test
  void anAbsentStreamIsLeftAloneForAWhile() throws Exception {
    watch(
        ChangeStreamOptions.DEFAULTS, Responses.status(404), Streams.open(Streams.hint("1", KEY)));

    awaitState(State.ABSENT);

    told.nothingMore();
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type: text/html, no text/event-stream",
    "X-Nothing: 1, no text/event-stream",
    "Content-Type: text/event-stream~Content-Encoding: gzip, Content-Encoding"
  })
  void anAnswerThatIsNoEventStreamIsNone(String headers, String why) throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      watch(
          Responses.answer(200, Streams.hint("1", KEY), headers.split("~", -1)),
          Streams.open(Streams.hint("1", OTHER)));

      told.next(Told.MISSED, OTHER);

      assertThat(log.text()).contains(why);
    }
  }

  @Test
  void theMediaTypeMayHaveParameters() throws Exception {
    watch(
        (request, connection) -> {
          connection.write(
              Streams.HEAD.replace("text/event-stream", "Text/Event-Stream; charset=utf-8"));
          connection.write(Streams.chunk(Streams.hint("1", KEY)));
          connection.awaitEnd();
        });

    told.next(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedCredentialsAreSaidLoudlyAndOnceAMinute(int status) throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      watch(
          Responses.status(status),
          Responses.status(status),
          Responses.status(status),
          Streams.open(Streams.hint("1", KEY)));

      told.next(Told.MISSED, KEY);

      assertThat(log.events())
          .filteredOn(event -> event.getLevel() == Level.ERROR)
          .singleElement()
          .satisfies(
              event ->
                  assertThat(event.getFormattedMessage())
                      .contains("answered " + status + ": it does not accept"));
      assertThat(statistics().accessDenied()).isEqualTo(3);
    }
  }

  @Test
  void aRedirectWithinTheOriginIsFollowed() throws Exception {
    watch(Responses.status(307, "Location: /v2/changes"), Streams.open(Streams.hint("1", KEY)));

    told.next(KEY);

    assertThat(request(2).target()).isEqualTo("/v2/changes");
    assertThat(request(2).header("Authorization")).contains("Bearer token");
    assertThat(statistics().failures()).isZero();
  }

  @Test
  void aRedirectElsewhereIsNot() throws Exception {
    try (MisbehavingHttpServer other =
        new MisbehavingHttpServer(Streams.open(Streams.hint("1", KEY)))) {
      watch(
          ChangeStreamOptions.DEFAULTS, Responses.status(302, "Location: " + other.base() + "/x"));

      awaitState(State.ABSENT);

      assertThat(other.requests()).as("neither request nor token went there").isEmpty();
    }
  }

  @Test
  void redirectsInACircleEnd() throws Exception {
    watch(ChangeStreamOptions.DEFAULTS, Responses.status(302, "Location: /again"));

    awaitState(State.ABSENT);

    assertThat(server.requests()).hasSize(1 + HttpPeerConfigSource.DEFAULT_MAX_REDIRECTS);
  }

  /** A hundred megabytes, more than the tests' heap would like to hold. */
  @Test
  void aFloodOfGarbageIsReadAndForgotten() throws Exception {
    String garbage = Streams.chunk(("x".repeat(99) + "\n").repeat(10_000));
    String endless = Streams.chunk("y".repeat(1_000_000));
    watch(
        (request, connection) -> {
          connection.write(Streams.HEAD);
          for (int i = 0; i < 50; i++) {
            connection.write(garbage).write(endless);
          }
          connection.write(Streams.chunk("\n" + Streams.hint("1", KEY)));
          connection.awaitEnd();
        });

    told.next(KEY);

    told.nothingMore();
    assertThat(statistics().ignoredLines())
        .as("and the last line without an end")
        .isEqualTo(50 * 10_000 + 1);
  }

  @Test
  void lookupsGoOnBesideAStream() throws Exception {
    Script stream = Streams.open(Streams.hint("1", KEY));
    server.become(
        (request, connection) ->
            (request.target().equals("/changes") ? stream : Responses.answer(200, Peers.JSON))
                .serve(request, connection));
    source = Peers.patient(server.base()).build();
    source.watch(told);
    told.next(KEY);

    for (int i = 0; i < 20; i++) {
      Peers.found(source, KEY);
    }

    assertThat(statistics().state()).isEqualTo(State.STREAMING);
    assertThat(source.statistics().requests()).isEqualTo(20);
  }

  @Test
  void aTokenThatCannotBeHadIsAskedForAgain() throws Exception {
    CountDownLatch failures = new CountDownLatch(3);
    server.become(Streams.open(Streams.hint("1", KEY)));
    source =
        Peers.patient(server.base())
            .changes(fast(ChangeStreamOptions.DEFAULTS))
            .bearerToken(
                () -> {
                  if (failures.getCount() > 0) {
                    failures.countDown();
                    throw new IllegalStateException("no token yet");
                  }
                  return "token";
                })
            .build();
    source.watch(told);

    told.next(Told.MISSED, KEY);
  }

  @Test
  void aPathOfItsOwn() throws Exception {
    watch(
        new ChangeStreamOptions(
            true,
            "v2/changes?of=us",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)),
        Streams.open(Streams.hint("1", KEY)));

    told.next(KEY);

    assertThat(request(1).target()).isEqualTo("/v2/changes?of=us");
  }

  @Test
  void switchedOffNothingIsAskedFor() throws Exception {
    watch(ChangeStreamOptions.OFF, Responses.answer(200, Peers.JSON)).close();

    Peers.found(source, KEY);

    assertThat(server.requests()).extracting(Request::target).doesNotContain("/changes");
    assertThat(statistics().state()).isEqualTo(State.IDLE);
  }
}
