package io.jitpeers.http;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Scripts that answer with change streams, correct and faulty. */
final class Streams {
  static final String HEAD =
      "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  static final String LAST_CHUNK = "0\r\n\r\n";

  private Streams() {}

  static String chunk(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + text + "\r\n";
  }

  static String hint(String id, PublicKey key) {
    return "id: " + id + "\ndata: " + key + "\n\n";
  }

  /** Sends a text and keeps the stream open until the client closes it. */
  static Script open(String text) {
    return open(text, new CountDownLatch(1));
  }

  static Script open(String text, CountDownLatch gone) {
    return (request, connection) -> {
      connection.write(HEAD).write(chunk(text));
      connection.awaitEnd();
      gone.countDown();
    };
  }

  /** Sends a text and ends the stream properly. */
  static Script ended(String text) {
    return (request, connection) -> connection.write(HEAD).write(chunk(text)).write(LAST_CHUNK);
  }

  /** Sends a text and cuts the connection. */
  static Script cut(String text) {
    return (request, connection) -> {
      connection.write(HEAD).write(chunk(text));
      connection.close();
    };
  }
}
