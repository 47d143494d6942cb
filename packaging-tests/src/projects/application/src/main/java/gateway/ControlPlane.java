package gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A control plane that knows every peer and listens on the loopback address. */
public final class ControlPlane implements AutoCloseable {
  private final HttpServer server;

  /** Starts the server on a free port. */
  public ControlPlane() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/peer/", ControlPlane::answer);
    server.start();
  }

  /** Returns the value for the setting {@code config-source.http.base-url}. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] key = Base64.getUrlDecoder().decode(path.substring(path.lastIndexOf('/') + 1));
    byte[] body =
        ("{\"version\":1,\"public_key\":\""
                + Base64.getEncoder().encodeToString(key)
                + "\",\"allowed_ips\":[\"10.0.0.2/32\"]}")
            .getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
