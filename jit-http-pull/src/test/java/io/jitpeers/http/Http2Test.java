package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.spi.LookupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 in clear text, by upgrade, against a server with a minimal RFC 9113. */
@Timeout(120)
class Http2Test {
  private static void answer(Connection connection, int stream) throws IOException {
    connection.write(Http2Frames.ok(stream));
    byte[] body = JSON.getBytes(StandardCharsets.UTF_8);
    connection.write(Http2Frames.frame(Http2Frames.DATA, Http2Frames.END_STREAM, stream, body));
  }

  @Test
  void aLookupOverHttp2() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  answer(connection, 1);
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  /** Cancelling a lookup resets its stream, which must not look like a broken connection. */
  @Test
  void anAnswerThatIsTooLongIsRefused() throws Exception {
    CountDownLatch reset = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1));
                  connection.write(Http2Frames.frame(Http2Frames.DATA, 0, 1, new byte[1_025]));
                  Http2Frames.awaitReset(connection);
                  reset.countDown();
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).maxBodyBytes(1_024).build()) {
      LookupException failure = Peers.failure(source, KEY);

      assertThat(failure.reason()).isEqualTo(LookupException.Reason.REJECTED);
      assertThat(failure).hasMessageContaining("longer than 1024 bytes");
      assertThat(reset.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.requests()).hasSize(1);
      assertThat(source.statistics().ioErrors()).isZero();
    }
  }

  /**
   * Not the first lookup is cancelled: until the client itself has noticed the upgrade, cancelling
   * closes the connection.
   */
  @Test
  void cancellingResetsTheStreamOnly() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  answer(connection, 1);
                  int second = Http2Frames.awaitRequest(connection);
                  asked.countDown();
                  assertThat(Http2Frames.awaitReset(connection)).isEqualTo(second);
                  reset.countDown();
                  answer(connection, Http2Frames.awaitRequest(connection));
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      Peers.found(source, KEY);
      CompletableFuture<?> lookup = source.lookup(Peers.query(KEY)).toCompletableFuture();
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

      lookup.cancel(true);

      assertThat(reset.await(60, TimeUnit.SECONDS)).isTrue();
      Peers.found(source, KEY);
      assertThat(server.connections()).isOne();
    }
  }
}
