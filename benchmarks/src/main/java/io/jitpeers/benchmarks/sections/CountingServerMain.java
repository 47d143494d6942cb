package io.jitpeers.benchmarks.sections;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A control plane that knows every peer, never changes a config, and counts revalidations. Its
 * answers are fresh for a limited time. A request with a validator gets the answer 304. {@code
 * /counts} returns the counts since the previous request for {@code /counts}.
 */
public final class CountingServerMain {
  private static final int THREADS = 8;
  private static final String TAG = "\"1\"";

  /**
   * The freshness, in seconds, for clients that connect during the measurement. It is longer than
   * the measurement, so their peers are not revalidated.
   */
  private static final int NEWCOMER_SECONDS = 3600;

  private final int residentSeconds;
  private final Map<PublicKey, Integer> newcomers = new ConcurrentHashMap<>();
  private final AtomicInteger newcomer = new AtomicInteger(RevalidationGateway.NEWCOMERS);
  private volatile QuestionCounts counts = new QuestionCounts(System.nanoTime());

  private CountingServerMain(int residentSeconds) {
    this.residentSeconds = residentSeconds;
  }

  /**
   * Serves until the process ends, and prints the server's URL.
   *
   * @param arguments the freshness of answers about {@link SyntheticPeers}, in seconds
   * @throws IOException if the server cannot listen
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws IOException {
    HttpServer server = start(Integer.parseInt(arguments[0]));
    System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
  }

  static HttpServer start(int residentSeconds) throws IOException {
    CountingServerMain controlPlane = new CountingServerMain(residentSeconds);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/peer/", controlPlane::peer);
    server.createContext("/counts", controlPlane::counts);
    server.setExecutor(
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "control-plane");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
    return server;
  }

  private void peer(HttpExchange exchange) throws IOException {
    boolean again = exchange.getRequestHeaders().containsKey("If-None-Match");
    if (again) {
      counts.add(System.nanoTime());
    }
    String path = exchange.getRequestURI().getPath();
    PublicKey key =
        PublicKey.ofBytes(Base64.getUrlDecoder().decode(path.substring(path.lastIndexOf('/') + 1)));
    int resident = ByteBuffer.wrap(key.toBytes()).getInt(0);
    boolean known = resident >= 0 && SyntheticPeers.key(resident).equals(key);
    int number =
        known ? resident : newcomers.computeIfAbsent(key, each -> newcomer.getAndIncrement());
    exchange
        .getResponseHeaders()
        .set("Cache-Control", "max-age=" + (known ? residentSeconds : NEWCOMER_SECONDS));
    exchange.getResponseHeaders().set("ETag", TAG);
    answer(exchange, again ? null : document(key, number));
  }

  private static String document(PublicKey key, int number) {
    return "{\"version\":1,\"public_key\":\"%s\",\"allowed_ips\":[\"%s\"]}"
        .formatted(key.toBase64(), SyntheticPeers.allowedIp(number));
  }

  private void counts(HttpExchange exchange) throws IOException {
    QuestionCounts before = counts;
    counts = new QuestionCounts(System.nanoTime());
    answer(exchange, before.toString());
  }

  private static void answer(HttpExchange exchange, @Nullable String text) throws IOException {
    try (exchange) {
      if (text == null) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_MODIFIED, -1);
        return;
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
