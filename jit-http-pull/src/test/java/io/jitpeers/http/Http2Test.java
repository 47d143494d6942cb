package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 in clear text, by upgrade, against a server with a minimal RFC 9113. */
@Timeout(60)
class Http2Test {
  @Test
  void aLookupOverHttp2() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1));
                  byte[] body = JSON.getBytes(StandardCharsets.UTF_8);
                  connection.write(
                      Http2Frames.frame(Http2Frames.DATA, Http2Frames.END_STREAM, 1, body));
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

  @Test
  void cancellingResetsTheStreamOnly() throws Exception {
    CountDownLatch switched = new CountDownLatch(1);
    CountDownLatch reset = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  Http2Frames.switchProtocols(connection);
                  connection.write(Http2Frames.ok(1));
                  switched.countDown();
                  Http2Frames.awaitReset(connection);
                  reset.countDown();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      CompletableFuture<?> lookup = source.lookup(Peers.query(KEY)).toCompletableFuture();
      assertThat(switched.await(60, TimeUnit.SECONDS)).isTrue();

      lookup.cancel(true);

      assertThat(reset.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }
}
