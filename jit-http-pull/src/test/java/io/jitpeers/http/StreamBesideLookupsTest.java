package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The effect on a change stream when the lookups switch to other connections. */
@Timeout(120)
class StreamBesideLookupsTest {
  private static final ChangeStreamOptions QUICK =
      ChangeStreamOptions.DEFAULTS.withBackoff(Duration.ofMillis(1), Duration.ofMillis(5));

  private final Told told = new Told();
  private final AtomicInteger lookups = new AtomicInteger();

  private static boolean isStream(Request request) {
    return request.target().equals("/changes");
  }

  /** Over HTTP/1.1 the stream has its own connection, which is not the silent one. */
  @Test
  void aStreamOverHttp1OutlivesASilentLookup() throws Exception {
    CountDownLatch replaced = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  if (isStream(request)) {
                    connection.write(Streams.HEAD);
                    connection.write(Streams.chunk(Streams.hint("1", Peers.key(1))));
                    replaced.await();
                    connection.write(Streams.chunk(Streams.hint("2", Peers.key(2))));
                    connection.awaitEnd();
                  } else if (lookups.incrementAndGet() == 1) {
                    connection.awaitEnd();
                  } else {
                    Responses.answer(200, Peers.JSON).serve(request, connection);
                  }
                });
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .preferHttp2(false)
                .deadline(Duration.ofSeconds(4))
                .changes(QUICK)
                .build()) {
      source.watch(told);
      told.next(Peers.key(1));

      Peers.found(source, Peers.KEY);
      assertThat(source.statistics().connectionsReplaced()).isOne();
      Peers.found(source, Peers.KEY);
      replaced.countDown();

      told.next(Peers.key(2));
      assertThat(server.requests()).filteredOn(StreamBesideLookupsTest::isStream).hasSize(1);
      assertThat(source.statistics().changes().failures()).isZero();
    }
  }

  private static void stream(Connection connection, int id, int number) throws IOException {
    connection.write(Http2Frames.ok(id, "text/event-stream"));
    connection.write(
        Http2Frames.data(id, Streams.hint(Integer.toString(number), Peers.key(number))));
  }

  private static void answer(Connection connection, int id) throws IOException {
    byte[] body = Peers.JSON.getBytes(StandardCharsets.UTF_8);
    connection.write(Http2Frames.ok(id));
    connection.write(Http2Frames.frame(Http2Frames.DATA, Http2Frames.END_STREAM, id, body));
  }

  /** The first connection falls silent; lookup and stream are repeated, in any order. */
  private void serveHttp2(Request request, Connection connection)
      throws IOException, InterruptedException {
    Http2Frames.switchProtocols(connection);
    if (request.number() == 1) {
      stream(connection, 1, 1);
      connection.awaitEnd();
    } else if (isStream(request)) {
      stream(connection, 1, 2);
      answer(connection, Http2Frames.awaitRequest(connection));
    } else {
      answer(connection, 1);
      stream(connection, Http2Frames.awaitRequest(connection), 2);
    }
    connection.awaitEnd();
  }

  /** Over HTTP/2 the stream is part of the silent connection, and is abandoned at once. */
  @Test
  void aStreamOverHttp2GoesWithTheSilentConnection() throws Exception {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(this::serveHttp2);
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .deadline(Duration.ofSeconds(4))
                .changes(QUICK)
                .build()) {
      source.watch(told);
      told.next(Peers.key(1));

      Peers.found(source, Peers.KEY);

      told.next(Peers.key(2));
      assertThat(source.statistics().changes().silences()).as("for 45 s").isZero();
    }
  }
}
