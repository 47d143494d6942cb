package io.jitpeers.benchmarks.sections;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * An HTTP server of the JDK that always returns the same answer, for measuring lookups without the
 * work of a control plane.
 */
public final class ConstantServerMain {
  private static final int THREADS = 8;

  private ConstantServerMain() {}

  /**
   * Serves until the process ends, and prints the server's URL.
   *
   * @param arguments the answer
   * @throws IOException if the server cannot listen
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws IOException {
    byte[] answer = arguments[0].getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, answer));
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.start();
    System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange, byte[] answer) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
