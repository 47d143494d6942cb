package io.jitpeers.kerneltests.gateway.process;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends requests to a server on a namespace's loopback. It uses one connection per request: the
 * JDK's clients reuse connections, and would ask the server of another namespace.
 */
final class LocalHttp {
  private static final int TIMEOUT_MILLIS = 120_000;

  private LocalHttp() {}

  /** Returns the body of an answer, whose status must be 200. */
  static String get(NetNamespace namespace, int port, String path) {
    String answer;
    try {
      answer = namespace.call(() -> exchange(port, path));
    } catch (Exception e) {
      throw new AssertionError(
          "GET " + path + " from port " + port + " in " + namespace + ": " + e, e);
    }
    int body = answer.indexOf("\r\n\r\n");
    if (!answer.matches("(?s)HTTP/1.[01] 200 .*") || body < 0) {
      throw new AssertionError("GET " + path + ": " + answer);
    }
    return answer.substring(body + 4);
  }

  private static String exchange(int port, String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String request = "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
