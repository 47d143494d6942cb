package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane's possible answers to a request for a change stream. */
class ChangeStreamAnswersTest extends WatchedStream {
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
    "Content-Type: text/html, not text/event-stream",
    "X-Nothing: 1, not text/event-stream",
    "Content-Type: text/event-stream~Content-Encoding: gzip, content coding"
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

  private void awaitState(State state) throws Exception {
    Await.until(() -> "state " + statistics(), () -> statistics().state() == state);
  }
}
