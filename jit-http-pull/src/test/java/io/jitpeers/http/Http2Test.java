package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.spi.LookupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 in clear text, by upgrade, against a server that speaks just enough of RFC 9113. */
@Timeout(60)
class Http2Test {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final byte[] NOTHING = {};
  // RFC 7541 section 6.1: the entry of the static table that is ":status: 200", indexed.
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private static void switchProtocols(Connection connection) throws IOException {
    connection.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    connection.write(frame(SETTINGS, 0, 0, NOTHING));
    assertThat(new String(connection.read(24), StandardCharsets.US_ASCII))
        .startsWith("PRI * HTTP/2.0");
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Reads one frame and gives its type. */
  private static int readFrame(Connection connection) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(connection.read(9));
    int length = ((head.getShort() & 0xFFFF) << 8) | (head.get() & 0xFF);
    int type = head.get();
    connection.read(length);
    return type;
  }

  private static void awaitReset(Connection connection) throws IOException {
    while (readFrame(connection) != RST_STREAM) {
      // settings, their acknowledgement, window updates
    }
  }

  @Test
  void aLookupOverHttp2() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  switchProtocols(connection);
                  connection.write(frame(HEADERS, END_HEADERS, 1, STATUS_200));
                  byte[] body = JSON.getBytes(StandardCharsets.UTF_8);
                  connection.write(frame(DATA, END_STREAM, 1, body));
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  /** Giving it up resets its stream, which must not look like a connection that broke. */
  @Test
  void anAnswerThatIsTooLongIsRefused() throws Exception {
    CountDownLatch reset = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  switchProtocols(connection);
                  connection.write(frame(HEADERS, END_HEADERS, 1, STATUS_200));
                  connection.write(frame(DATA, 0, 1, new byte[1_025]));
                  awaitReset(connection);
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
                  switchProtocols(connection);
                  connection.write(frame(HEADERS, END_HEADERS, 1, STATUS_200));
                  switched.countDown();
                  awaitReset(connection);
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
