package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Change streams over HTTP/2, where each is a stream of the lookups' connection. */
@Timeout(120)
class ChangeStreamHttp2Test {
  private static final String TYPE = "text/event-stream";

  private final Told told = new Told();

  private static void answer(Connection connection, int stream, String text) throws IOException {
    connection.write(Http2Frames.ok(stream));
    connection.write(
        Http2Frames.frame(
            Http2Frames.DATA,
            Http2Frames.END_STREAM,
            stream,
            text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void lookupsAndStreamShareOneConnection() throws Exception {
    CountDownLatch reset = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1, TYPE));
                  connection.write(Http2Frames.data(1, Streams.hint("1", KEY)));
                  answer(connection, Http2Frames.awaitRequest(connection), JSON);
                  connection.write(Http2Frames.data(1, Streams.hint("2", Peers.key(2))));
                  assertThat(Http2Frames.awaitReset(connection)).isEqualTo(1);
                  reset.countDown();
                  answer(connection, Http2Frames.awaitRequest(connection), JSON);
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      AutoCloseable watch = source.watch(told);
      told.next(KEY);

      Peers.found(source, KEY);
      told.next(Peers.key(2));
      watch.close();

      assertThat(reset.await(60, TimeUnit.SECONDS)).as("its stream alone is reset").isTrue();
      Peers.found(source, KEY);
      assertThat(server.connections()).isEqualTo(1);
      told.nothingMore();
    }
  }

  /** A connection that accepts requests but answers none would stay in the pool forever. */
  @Test
  void aSilentConnectionIsNotUsedAgain() throws Exception {
    ChangeStreamOptions options =
        ChangeStreamOptions.DEFAULTS.withBackoff(Duration.ofMillis(1), Duration.ofMillis(5));
    ManualTime time = new ManualTime();
    RecordingScheduler scheduler = new RecordingScheduler(time);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  boolean first = request.number() == 1;
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1, TYPE));
                  String text = first ? Streams.hint("1", KEY) : Streams.hint("2", Peers.key(2));
                  connection.write(Http2Frames.data(1, text));
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .timeSource(time)
                .scheduler(scheduler)
                .changes(options)
                .build()) {
      source.watch(told);
      told.next(KEY);

      scheduler.passSilence(options.heartbeatTimeout());

      told.next(Peers.key(2));

      assertThat(server.requests().get(1).header("Last-Event-ID")).contains("1");
      assertThat(server.connections()).isGreaterThan(1);
    }
  }

  /** A blocked listener delays its own stream, but no lookups. */
  @Test
  void aStuckListenerHoldsUpNoLookup() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    String flood = ("data: " + KEY + "\n\n").repeat(200);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1, TYPE));
                  for (int i = 0; i < 5; i++) {
                    // Within the first flow-control window.
                    connection.write(Http2Frames.data(1, flood));
                  }
                  answer(connection, Http2Frames.awaitRequest(connection), JSON);
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      source.watch(
          new Told() {
            @Override
            public void changed(io.jitpeers.wireguard.PublicKey key) {
              stuck.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
      assertThat(stuck.await(60, TimeUnit.SECONDS)).isTrue();

      CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(KEY));

      assertThat(Peers.get(lookup)).isInstanceOf(PeerLookup.Found.class);
      goOn.countDown();
      assertThat(server.connections()).isEqualTo(1);
    }
  }
}
