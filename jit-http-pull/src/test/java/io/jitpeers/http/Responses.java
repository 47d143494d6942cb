package io.jitpeers.http;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Scripts for the server, good and bad. */
final class Responses {
  private Responses() {}

  /** A correct answer that keeps the connection open. Headers are whole lines. */
  static Script answer(int status, String body, String... headers) {
    String head = head(status, body.getBytes(StandardCharsets.UTF_8).length, headers);
    return (request, connection) -> connection.write(head + body);
  }

  static Script status(int status, String... headers) {
    return answer(status, "", headers);
  }

  private static String head(int status, long length, String... headers) {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return "HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n" + lines + "\r\n";
  }

  /** The first answers, one each; the last one repeatedly. */
  static Script inTurn(Script... scripts) {
    return (request, connection) ->
        scripts[Math.min(request.number(), scripts.length) - 1].serve(request, connection);
  }

  /** Never answers. Counts down when the client has closed the connection. */
  static Script silence(CountDownLatch gone) {
    return (request, connection) -> {
      connection.awaitEnd();
      gone.countDown();
    };
  }

  static Script headersThenHang(CountDownLatch gone) {
    return (request, connection) -> {
      try {
        connection.write(head(200, 100)).write("{");
        connection.awaitEnd();
      } finally {
        // The client may have closed the connection before the first byte is written.
        gone.countDown();
      }
    };
  }

  /**
   * Sends a body that takes hours, byte by byte. Counts down when the client has closed the
   * connection.
   */
  static Script trickle(CountDownLatch gone) {
    return (request, connection) -> {
      try {
        connection.write(head(200, 65_536));
        while (true) {
          connection.write(" ").pause(Duration.ofMillis(100));
        }
      } finally {
        gone.countDown();
      }
    };
  }

  static Script resetInMidBody(String body) {
    return (request, connection) -> {
      connection.write(head(200, body.length())).write(body.substring(0, body.length() / 2));
      connection.reset();
    };
  }

  static Script closeInMidBody(String body) {
    return (request, connection) -> {
      connection.write(head(200, body.length())).write(body.substring(0, body.length() / 2));
      connection.close();
    };
  }

  static Script closeAtOnce() {
    return (request, connection) -> connection.close();
  }

  static Script raw(String text) {
    return (request, connection) -> {
      connection.write(text);
      connection.close();
    };
  }

  /**
   * Announces a terabyte, sends a little, and counts down when the client has closed the
   * connection.
   */
  static Script hugeContentLength(CountDownLatch gone) {
    return (request, connection) -> {
      try {
        connection.write(head(200, 1L << 40)).write("{");
        connection.awaitEnd();
      } finally {
        // The client may have closed the connection before the first byte is written.
        gone.countDown();
      }
    };
  }

  /** Sends chunks until the client has closed the connection. */
  static Script endlessChunks(CountDownLatch gone) {
    return (request, connection) -> {
      try {
        connection.write("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n");
        String chunk = "400\r\n" + " ".repeat(0x400) + "\r\n";
        while (true) {
          connection.write(chunk);
        }
      } finally {
        gone.countDown();
      }
    };
  }
}
