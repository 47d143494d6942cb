package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerConfigSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lookup reports of a connection that fails, by the JDK's own client. */
@Timeout(120)
class ConnectionMessagesTest {
  private MisbehavingHttpServer server;

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private void serve(MisbehavingHttpServer.Script script) {
    server = new MisbehavingHttpServer(script);
  }

  private static void assertSaid(URI base, String sentence) {
    try (PeerConfigSource source = Peers.patient(base).bearerToken(() -> "S3cretToken").build()) {
      LookupException failure = Peers.failure(source, KEY);
      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(failure)
          .hasMessageStartingWith("GET " + base + "/peer/")
          .hasMessageContaining(" failed: " + sentence)
          .hasMessageNotContaining("S3cret");
    }
  }

  @Test
  void unknownHost() {
    assertSaid(
        URI.create("http://no-such-host.invalid"),
        "the host's name has no address; correct the URL, or check this machine's DNS");
  }

  @Test
  void resetBeforeAnAnswer() {
    serve((request, connection) -> connection.reset());
    assertSaid(server.base(), "the connection was reset; ");
  }

  @Test
  void closedBeforeAnAnswer() {
    serve((request, connection) -> connection.close());
    assertSaid(server.base(), "the connection was closed before the answer was complete; ");
  }

  @Test
  void closedInMidBody() {
    serve(
        (request, connection) ->
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc").close());
    assertSaid(server.base(), "the connection was closed before the answer was complete; ");
  }

  @Test
  void tlsWhereThePortSpeaksNone() throws Exception {
    // Written at once: a plain server does not wait for the whole of a TLS record.
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> answerAll(plain), "plain-server");
      serving.setDaemon(true);
      serving.start();
      assertSaid(
          URI.create("https://127.0.0.1:" + plain.getLocalPort()),
          "the server does not speak TLS on that port; use http in the URL, or ");
    }
  }

  private static void answerAll(ServerSocket plain) {
    byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII);
    while (!plain.isClosed()) {
      try (Socket socket = plain.accept()) {
        socket.getOutputStream().write(answer);
        socket.shutdownOutput();
        // To its end: closed with something unread, the answer would be lost by a reset.
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }
}
