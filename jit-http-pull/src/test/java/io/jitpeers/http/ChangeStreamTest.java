package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.http.MisbehavingHttpServer.Script;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Hints, positions, silence and malformed data in a change stream. */
class ChangeStreamTest extends WatchedStream {
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
    watchInManualTime(
        Streams.open(Streams.hint("1", KEY), gone), Streams.open(Streams.hint("2", OTHER)));
    told.next(KEY);

    passSilence();

    told.next(OTHER);
    assertThat(gone.await(60, TimeUnit.SECONDS)).as("the silent one is closed").isTrue();
    assertThat(request(2).header("Last-Event-ID")).contains("1");
    assertThat(server.connections()).isGreaterThan(1);
    assertThat(statistics().silences()).isOne();
  }

  @Test
  void anAnswerThatDoesNotBeginIsSilenceToo() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    watchInManualTime(
        Responses.silence(gone),
        Responses.headersThenHang(new CountDownLatch(1)),
        Streams.open(Streams.hint("1", KEY)));

    for (int silent = 1; silent <= 2; silent++) {
      Request unused = request(silent); // If it were sent later, it might not reach the server.
      passSilence();
    }

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

  /** A hundred megabytes, more than the tests' heap can hold. */
  @Test
  void aFloodOfGarbageIsReadAndForgotten() throws Exception {
    String garbage = Streams.chunk(("x".repeat(99) + "\n").repeat(10_000));
    String endless = Streams.chunk("y".repeat(1_000_000));
    CountDownLatch written = new CountDownLatch(1);
    watch(
        (request, connection) -> {
          connection.write(Streams.HEAD);
          for (int i = 0; i < 50; i++) {
            connection.write(garbage).write(endless);
          }
          connection.write(Streams.chunk("\n" + Streams.hint("1", KEY)));
          written.countDown();
          connection.awaitEnd();
        });
    assertThat(written.await(4, TimeUnit.MINUTES)).isTrue();

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
}
